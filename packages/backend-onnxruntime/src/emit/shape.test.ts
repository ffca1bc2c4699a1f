import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bool, evaluate, f16, f32, i32 } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

describe.each([f32, f16, i32, bool].map((of) => [of([]).dtype, of] as const))('%s', (dtype, of) => {
  const odd = (values: number[]) => (dtype === 'bool' ? values.map((v) => v % 2) : values);
  const x = of(odd([1, 2, 3, 4, 5, 6]), [2, 3]);

  test('reshape', async () => {
    expect(await evaluate(backend, 'reshape', [x], { shape: [3, 2] }, [3, 2])).toEqual(odd([1, 2, 3, 4, 5, 6]));
    expect(await evaluate(backend, 'reshape', [of([1])], { shape: [] }, [])).toEqual([1]);
  });
  test('transpose', async () => {
    expect(await evaluate(backend, 'transpose', [x], { permutation: [1, 0] }, [3, 2])).toEqual(odd([1, 4, 2, 5, 3, 6]));
  });
  test('broadcastTo', async () => {
    const column = of([0, 1], [2, 1]);
    expect(await evaluate(backend, 'broadcastTo', [column], { shape: [2, 2, 2] }, [2, 2, 2])).toEqual([
      0, 0, 1, 1, 0, 0, 1, 1,
    ]);
    const few = { shape: [2, 3, 2, 2] };
    expect(await evaluate(backend, 'broadcastTo', [of([0, 1], [2, 1, 1, 1])], few, few.shape)).toEqual(
      [0, 1].flatMap((v) => new Array(12).fill(v)),
    );
    const many = { shape: [2, 1, 2, 6] };
    expect(await evaluate(backend, 'broadcastTo', [of([1, 0], [2, 1])], many, many.shape)).toEqual(
      [1, 0, 1, 0].flatMap((v) => new Array(6).fill(v)),
    );
  });
  test('slice', async () => {
    const part = { starts: [0, 0], limits: [2, 3], strides: [1, 2] };
    expect(await evaluate(backend, 'slice', [x], part, [2, 2])).toEqual(odd([1, 3, 4, 6]));
    const all = { starts: [0, 0], limits: [2, 3], strides: [1, 1] };
    expect(await evaluate(backend, 'slice', [x], all, [2, 3])).toEqual(odd([1, 2, 3, 4, 5, 6]));
  });
  test('pad around and between', async () => {
    const v = of([1, 0, 1]);
    const around = { low: [1], high: [2], interior: [0], value: 0 };
    expect(await evaluate(backend, 'pad', [v], around, [6])).toEqual([0, 1, 0, 1, 0, 0]);
    const between = { low: [0], high: [1], interior: [2], value: 1 };
    expect(await evaluate(backend, 'pad', [v], between, [8])).toEqual([1, 1, 1, 0, 1, 1, 1, 1]);
  });
  test('concat', async () => {
    const y = of([0, 1], [2, 1]);
    expect(await evaluate(backend, 'concat', [x, y], { axis: 1 }, [2, 4])).toEqual(odd([1, 2, 3, 0, 4, 5, 6, 1]));
    expect(await evaluate(backend, 'concat', [y], { axis: 0 }, [2, 1])).toEqual([0, 1]);
  });
  test('flip', async () => {
    expect(await evaluate(backend, 'flip', [x], { axes: [0, 1] }, [2, 3])).toEqual(odd([6, 5, 4, 3, 2, 1]));
    expect(await evaluate(backend, 'flip', [x], { axes: [1] }, [2, 3])).toEqual(odd([3, 2, 1, 6, 5, 4]));
  });
});
