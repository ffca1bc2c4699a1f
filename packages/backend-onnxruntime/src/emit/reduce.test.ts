import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate, f16, f32, i32 } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const x = [1, 5, 2, 6, 3, 4];

for (const of of [f32, i32, f16]) {
  const matrix = of(x, [2, 3]);
  test(`sum, max and min of ${matrix.dtype}`, async () => {
    expect(await evaluate(backend, 'sum', [matrix], { axes: [0], keepDims: false }, [3])).toEqual([7, 8, 6]);
    expect(await evaluate(backend, 'sum', [matrix], { axes: [1], keepDims: true }, [2, 1])).toEqual([8, 13]);
    expect(await evaluate(backend, 'sum', [matrix], { axes: [0, 1], keepDims: false }, [])).toEqual([21]);
    expect(await evaluate(backend, 'sum', [matrix], { axes: [], keepDims: false }, [2, 3])).toEqual(x);
    expect(await evaluate(backend, 'max', [matrix], { axes: [1], keepDims: false }, [2])).toEqual([5, 6]);
    expect(await evaluate(backend, 'min', [matrix], { axes: [0], keepDims: true }, [1, 3])).toEqual([1, 3, 2]);
  });

  test(`argmax of ${matrix.dtype}: the first of equals`, async () => {
    expect(await evaluate(backend, 'argmax', [matrix], { axis: 0 }, [3], 'int32')).toEqual([1, 0, 1]);
    expect(await evaluate(backend, 'argmax', [of([3, 7, 7], [3])], { axis: 0 }, [], 'int32')).toEqual([1]);
  });

  test(`cumsum of ${matrix.dtype}`, async () => {
    const along = (reverse: boolean, exclusive: boolean) =>
      evaluate(backend, 'cumsum', [matrix], { axis: 1, reverse, exclusive }, [2, 3]);
    expect(await along(false, false)).toEqual([1, 6, 8, 6, 9, 13]);
    expect(await along(true, false)).toEqual([8, 7, 2, 13, 7, 4]);
    expect(await along(false, true)).toEqual([0, 1, 6, 0, 6, 9]);
    expect(await along(true, true)).toEqual([7, 2, 0, 7, 4, 0]);
  });

  test(`argsort of ${matrix.dtype}: ties keep their order both ways`, async () => {
    const ties = of([2, 1, 2, 1, 3], [5]);
    const sorted = (descending: boolean, limit: number) =>
      evaluate(backend, 'argsort', [ties], { axis: 0, descending, limit }, [limit], 'int32');
    expect(await sorted(false, 5)).toEqual([1, 3, 0, 2, 4]);
    expect(await sorted(true, 5)).toEqual([4, 0, 2, 1, 3]);
    expect(await sorted(true, 2)).toEqual([4, 0]);
  });
}

test('NaN is the extremum', async () => {
  const x = f32([1, Number.NaN, 3, 4, 5, 6], [2, 3]);
  for (const op of ['max', 'min']) {
    expect((await evaluate(backend, op, [x], { axes: [1], keepDims: false }, [2]))[0]).toBeNaN();
    expect((await evaluate(backend, op, [x], { axes: [0], keepDims: true }, [1, 3]))[1]).toBeNaN();
    expect((await evaluate(backend, op, [x], { axes: [0, 1], keepDims: false }, []))[0]).toBeNaN();
  }
});

test('int32 sums are exact and wrap', async () => {
  const along = { axes: [0], keepDims: false };
  expect(await evaluate(backend, 'sum', [i32([2147483647, 1, 5])], along, [])).toEqual([-2147483643]);
  expect(await evaluate(backend, 'sum', [i32([16777217, 2, 33554433])], along, [])).toEqual([50331652]);
  const running = { axis: 0, reverse: false, exclusive: false };
  expect(await evaluate(backend, 'cumsum', [i32([2147483647, 1])], running, [2])).toEqual([2147483647, -2147483648]);
});

test('sum over many rows', async () => {
  const rows = Array.from({ length: 32 * 10 * 3 }, (_, i) => (i % 3 === 0 ? 1 : i % 7));
  const expected = [0, 1, 2].map((c) => rows.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0));
  const x = f32(rows, [32, 10, 3]);
  expect(await evaluate(backend, 'sum', [x], { axes: [0, 1], keepDims: false }, [3])).toEqual(expected);
  expect(await evaluate(backend, 'sum', [x], { axes: [0, 1], keepDims: true }, [1, 1, 3])).toEqual(expected);
});

test('softmax and logSoftmax along any axis, without overflow', async () => {
  const e = Math.E;
  const table = f32([1000, 1001, 0, 1], [2, 2]);
  const rows = await evaluate(backend, 'softmax', [table], { axis: 1 }, [2, 2]);
  rows.forEach((y, i) => {
    expect(y).toBeCloseTo([1, e, 1, e][i]! / (1 + e), 6);
  });
  const columns = await evaluate(backend, 'softmax', [table], { axis: 0 }, [2, 2]);
  expect(columns).toEqual([1, 1, 0, 0]);
  const logs = await evaluate(backend, 'logSoftmax', [table], { axis: 0 }, [2, 2]);
  expect(logs).toEqual([0, 0, -1000, -1000]);
});
