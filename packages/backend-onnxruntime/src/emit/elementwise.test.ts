import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bool, evaluate, f16, f32, GraphBuilder, type Host, i32, run } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('of one operand', () => {
  const table: [string, number[], number[]][] = [
    ['neg', [1, -2, nan, inf], [-1, 2, nan, -inf]],
    ['abs', [-1.5, 2, -inf], [1.5, 2, inf]],
    ['sign', [-3, 0, 2, nan, 1e-45, -inf], [-1, 0, 1, nan, 1, -1]],
    ['exp', [0, 1, -inf, inf, nan], [1, Math.E, 0, inf, nan]],
    ['log', [1, 0, inf, -1], [0, -inf, inf, nan]],
    ['sqrt', [4, 0, -1], [2, 0, nan]],
    ['sin', [0, Math.PI / 2], [0, 1]],
    ['cos', [0, Math.PI], [1, -1]],
    ['tanh', [0, 1, inf, nan], [0, Math.tanh(1), 1, nan]],
    ['sigmoid', [0, 2, -inf, nan], [0.5, 1 / (1 + Math.exp(-2)), 0, nan]],
    ['erf', [0, 0.5, -inf], [0, 0.5204998778, -1]],
    ['floor', [1.7, -1.2, -0.5], [1, -2, -1]],
    ['round', [0.5, 1.5, 2.5, -0.5, -1.5], [0, 2, 2, 0, -2]],
    ['relu', [-1, 0, 2, nan, inf], [0, 0, 2, nan, inf]],
  ];
  for (const [op, x, y] of table) {
    test(op, async () => close(await evaluate(backend, op, [f32(x)], {}, [x.length]), y));
  }
  test('int32', async () => {
    expect(await evaluate(backend, 'neg', [i32([5, -3])], {}, [2])).toEqual([-5, 3]);
    expect(await evaluate(backend, 'abs', [i32([5, -3])], {}, [2])).toEqual([5, 3]);
    expect(await evaluate(backend, 'sign', [i32([5, 0, -3])], {}, [3])).toEqual([1, 0, -1]);
  });
});

describe('of two operands', () => {
  const [a, b] = [f32([1, 2, 3, 4], [2, 2]), f32([10, 20])];
  const table: [string, Host, Host, number[]][] = [
    ['add', a, b, [11, 22, 13, 24]],
    ['sub', a, b, [-9, -18, -7, -16]],
    ['mul', a, b, [10, 40, 30, 80]],
    ['div', a, b, [0.1, 0.1, 0.3, 0.2]],
    ['pow', a, f32([2, 0.5]), [1, Math.SQRT2, 9, 2]],
    ['maximum', f32([1, nan, 2]), f32([nan, 1, 3]), [nan, nan, 3]],
    ['minimum', f32([1, nan, 2]), f32([nan, 1, 3]), [nan, nan, 2]],
    ['add', i32([2147483647]), i32([1]), [-2147483648]],
    ['mul', i32([65536, 123456789]), i32([65536, 987654321]), [0, Math.imul(123456789, 987654321)]],
    ['sub', f16([1, 2.5]), f16([0.25]), [0.75, 2.25]],
  ];
  for (const [op, x, y, expected] of table) {
    test(`${op} of ${x.dtype}`, async () => close(await evaluate(backend, op, [x, y], {}, x.shape), expected));
  }
  const comparisons: [string, Host, Host, number[]][] = [
    ['equal', f32([1, nan, inf]), f32([1, nan, inf]), [1, 0, 1]],
    ['equal', bool([1, 0]), bool([1, 1]), [1, 0]],
    ['less', f32([1, 2, nan]), f32([2, 2, 1]), [1, 0, 0]],
    ['less', i32([1, 2]), i32([2, 2]), [1, 0]],
    ['lessEqual', f32([1, 2, nan]), f32([2, 2, 1]), [1, 1, 0]],
    ['logicalAnd', bool([1, 1, 0, 0]), bool([1, 0, 1, 0]), [1, 0, 0, 0]],
    ['logicalOr', bool([1, 1, 0, 0]), bool([1, 0, 1, 0]), [1, 1, 1, 0]],
  ];
  for (const [op, x, y, expected] of comparisons) {
    test(`${op} of ${x.dtype}`, async () => {
      expect(await evaluate(backend, op, [x, y], {}, x.shape, 'bool')).toEqual(expected);
    });
  }
});

test('logicalNot', async () => {
  expect(await evaluate(backend, 'logicalNot', [bool([1, 0])], {}, [2])).toEqual([0, 1]);
});

describe('where', () => {
  test('broadcasts three ways and ignores NaN in the branch not taken', async () => {
    const operands = [bool([1, 0], [2, 1]), f32([1, nan, 3]), f32([nan, 8], [2, 1])];
    expect(await evaluate(backend, 'where', operands, {}, [2, 3], 'float32')).toEqual([1, nan, 3, 8, 8, 8]);
  });
  test('bool and int32', async () => {
    const condition = bool([1, 0]);
    expect(await evaluate(backend, 'where', [condition, bool([0, 0]), bool([1, 1])], {}, [2], 'bool')).toEqual([0, 1]);
    expect(await evaluate(backend, 'where', [condition, i32([5]), i32([7])], {}, [2], 'int32')).toEqual([5, 7]);
  });
});

test('clip: either bound may be infinite; NaN stays', async () => {
  const x = f32([-2, 0.5, 2, nan]);
  expect(await evaluate(backend, 'clip', [x], { min: -1, max: 1 }, [4])).toEqual([-1, 0.5, 1, nan]);
  expect(await evaluate(backend, 'clip', [x], { min: 0, max: inf }, [4])).toEqual([0, 0.5, 2, nan]);
  expect(await evaluate(backend, 'clip', [i32([-5, 5])], { min: -inf, max: 3 }, [2])).toEqual([-5, 3]);
});

test('cast', async () => {
  const x = f32([1.9, -1.9, 0, nan]);
  expect((await evaluate(backend, 'cast', [x], { dtype: 'int32' }, [4], 'int32')).slice(0, 3)).toEqual([1, -1, 0]);
  expect(await evaluate(backend, 'cast', [x], { dtype: 'bool' }, [4], 'bool')).toEqual([1, 1, 0, 1]);
  expect(await evaluate(backend, 'cast', [bool([1, 0])], { dtype: 'float32' }, [2], 'float32')).toEqual([1, 0]);
  expect(await evaluate(backend, 'cast', [f32([1.0009765, 70000])], { dtype: 'float16' }, [2], 'float16')).toEqual([
    1.0009765625,
    inf,
  ]);
});

test('a broadcast operand is not written out, but a result that needs the broadcast has its shape', async () => {
  const g = new GraphBuilder();
  const [x, y] = [g.input([3]), g.input([2, 3])];
  const wide = g.op('broadcastTo', [x], { shape: [2, 3] }, [2, 3]);
  const graph = g.graph(g.op('add', [wide, y], {}, [2, 3]), g.op('mul', [wide, wide], {}, [2, 3]));
  const results = await run(backend, graph, [f32([1, 2, 3]), f32([1, 1, 1, 2, 2, 2], [2, 3])]);
  expect(results).toEqual([
    [2, 3, 4, 3, 4, 5],
    [1, 4, 9, 1, 4, 9],
  ]);
});

function close(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((y, i) => {
    const want = expected[i]!;
    if (Number.isFinite(want)) expect(Math.abs(y - want)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(want)));
    else expect(y).toBe(want);
  });
}
