import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bool, evaluate, f16, f32, i32 } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const x = [1, 2, 3, 4, 5, 6];

describe.each([f32, f16, i32].map((of) => [of([]).dtype, of] as const))('%s', (_, of) => {
  test('gather along each axis', async () => {
    const table = of(x, [3, 2]);
    expect(await evaluate(backend, 'gather', [table, i32([2, 0])], { axis: 0 }, [2, 2])).toEqual([5, 6, 1, 2]);
    expect(await evaluate(backend, 'gather', [table, i32([1, 1, 0, 0], [2, 2])], { axis: 1 }, [3, 2, 2])).toEqual([
      2, 2, 1, 1, 4, 4, 3, 3, 6, 6, 5, 5,
    ]);
    expect(await evaluate(backend, 'gather', [table, i32([1], [])], { axis: 0 }, [2])).toEqual([3, 4]);
  });

  test('scatterAdd along each axis adds what meets', async () => {
    const updates = of(x, [3, 2]);
    const rows = { axis: 0, size: 4 };
    expect(await evaluate(backend, 'scatterAdd', [updates, i32([2, 0, 2])], rows, [4, 2])).toEqual([
      3, 4, 0, 0, 6, 8, 0, 0,
    ]);
    const columns = { axis: 1, size: 3 };
    expect(await evaluate(backend, 'scatterAdd', [updates, i32([2, 2])], columns, [3, 3])).toEqual([
      0, 0, 3, 0, 0, 7, 0, 0, 11,
    ]);
    expect(await evaluate(backend, 'scatterAdd', [of([7, 8]), i32([1], [])], { axis: 0, size: 2 }, [2, 2])).toEqual([
      0, 0, 7, 8,
    ]);
  });

  test('takeAlongAxis and its adjoint', async () => {
    const at = i32([1, 0, 0, 2, 2, 2], [2, 3]);
    const matrix = of(x, [2, 3]);
    expect(await evaluate(backend, 'takeAlongAxis', [matrix, at], { axis: 1 }, [2, 3])).toEqual([2, 1, 1, 6, 6, 6]);
    expect(await evaluate(backend, 'scatterAddAlongAxis', [matrix, at], { axis: 1, size: 3 }, [2, 3])).toEqual([
      5, 1, 0, 0, 0, 15,
    ]);
  });
});

test('gather of bool', async () => {
  expect(await evaluate(backend, 'gather', [bool([1, 0]), i32([1, 0, 0])], { axis: 0 }, [3])).toEqual([0, 1, 1]);
});
