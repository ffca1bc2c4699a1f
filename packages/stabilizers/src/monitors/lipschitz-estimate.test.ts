import { key, matmul, mul, normal, relu, sum, type Tensor, tanh, tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { itemsOf } from '../../test/items.js';
import { lipschitzEstimate } from './lipschitz-estimate.js';

test('a linear critic has one slope everywhere', async () => {
  const weight = tensor([[3], [4]]);
  const found = await itemsOf(
    lipschitzEstimate(
      (x) => matmul(x, weight),
      tensor([
        [0, 0],
        [3, 4],
        [1, -2],
      ]),
    ),
  );
  expect(found.largestGradient).toBeCloseTo(5, 5);
  expect(found.meanGradient).toBeCloseTo(5, 5);
  // The first two samples lie along the weight.
  expect(found.largestSlope).toBeCloseTo(5, 5);
});

test('gradients by hand', async () => {
  const critic = (x: Tensor) => sum(mul(relu(x), x), [1, 2]);
  const found = await itemsOf(
    lipschitzEstimate(
      critic,
      tensor([
        [[1], [0]],
        [[0], [3]],
        [[-1], [-1]],
      ]),
    ),
  );
  expect(found.largestGradient).toBeCloseTo(6, 5);
  expect(found.meanGradient).toBeCloseTo((2 + 6) / 3, 5);
  expect(found.largestSlope).toBeCloseTo(8 / Math.hypot(1, 3), 5);
});

test('a cliff between samples shows in the slope alone', async () => {
  const cliff = (x: Tensor) => sum(tanh(mul(x, 100)), 1);
  const found = await itemsOf(lipschitzEstimate(cliff, tensor([[-0.2], [0.2]])));
  expect(found.largestGradient).toBeLessThan(1e-3);
  expect(found.largestSlope).toBeCloseTo(5, 4);
});

test('equal samples say nothing', async () => {
  const x = normal(key(1), [1, 3]).broadcastTo([4, 3]);
  expect((await itemsOf(lipschitzEstimate((y) => sum(y, 1), x))).largestSlope).toBe(0);
});

test('bad input', () => {
  expect(() => lipschitzEstimate((x) => x, zeros([4, 2]))).toThrow('one score a sample, 4, got 8');
  expect(() => lipschitzEstimate((x) => x, zeros([1, 2]))).toThrow('two samples or more');
  expect(() => lipschitzEstimate((x) => x, zeros([4, 2], 'int32'))).toThrow('samples of dtype int32 must be float');
});
