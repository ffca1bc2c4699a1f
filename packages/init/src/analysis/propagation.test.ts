import { key, matmul, normal, relu, split, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { Initializer } from '../initializer.js';
import { kaimingNormal } from '../kaiming-normal.js';
import { normal as normalInit } from '../normal.js';
import { orthogonal } from '../orthogonal.js';
import { propagation } from './propagation.js';

const stack = (width: number, depth: number, make: Initializer, activation: (x: Tensor) => Tensor, seed = 1) =>
  split(key(seed), depth).map((k) => {
    const w = make(k, [width, width]);
    return (x: Tensor) => activation(matmul(x, w, { transposeB: true }));
  });

test('numbers of a known network', async () => {
  const x = tensor([
    [1, -1],
    [3, -2],
  ]);
  const [input, output] = await propagation([(h) => relu(h.mul(2))], x, key(0));
  expect(input!.mean).toBeCloseTo(0.25, 6);
  expect(output!.mean).toBeCloseTo(2, 6);
  expect(output!.variance).toBeCloseTo(6, 6);
  expect([input!.dead, output!.dead]).toEqual([0, 0.5]);
  expect(input!.correlation).toBeCloseTo(5 / Math.sqrt(26), 6);
  expect(output!.correlation).toBeCloseTo(1, 6);
  // The derivative is 2 times a normal number where the unit lives, 0 elsewhere.
  const v = Array.from(await normal(key(0), [2, 2]).data());
  expect(output!.gradient).toBeCloseTo(v.reduce((sum, z) => sum + z * z, 0) / 4, 5);
  expect(input!.gradient).toBeCloseTo((4 * (v[0]! ** 2 + v[2]! ** 2)) / 4, 5);
});

const ratio = (values: number[]) => Math.max(...values) / Math.min(...values);

test('ReLU, 50 layers of 512: Kaiming keeps the mean square and the gradient on average over keys', async () => {
  // At a finite width the logarithm of the mean square wanders: one network may be off by a factor of three.
  const changes = await Promise.all(
    [1, 2, 3, 4].map(async (seed) => {
      const layers = stack(512, 50, kaimingNormal(), relu, seed);
      const signals = await propagation(layers, normal(key(100 + seed), [4, 512]), key(3));
      const squares = signals.map((s) => s.variance + s.mean ** 2);
      return [Math.log(squares.at(-1)! / squares[0]!), Math.log(signals.at(-1)!.gradient / signals[0]!.gradient)];
    }),
  );
  for (const i of [0, 1]) {
    const mean = changes.reduce((sum, change) => sum + change[i]!, 0) / changes.length;
    expect(Math.exp(Math.abs(mean))).toBeLessThan(2);
  }
});

test('a std that ignores the fans makes gradients vanish', async () => {
  const layers = stack(64, 20, normalInit({ std: 0.02 }), relu);
  const signals = await propagation(layers, normal(key(2), [4, 64]), key(3));
  expect(ratio(signals.map((s) => s.gradient))).toBeGreaterThan(1e6);
});

test('tanh, 50 layers of 512: orthogonal weights of gain 5/3 keep the variance from the first layer on', async () => {
  const x = normal(key(2), [4, 512]);
  const signals = await propagation(stack(512, 50, orthogonal({ gain: 5 / 3 }), tanh), x, key(3));
  expect(ratio(signals.slice(1).map((s) => s.variance))).toBeLessThan(2);
});

test('wrong arguments are errors', async () => {
  const x = normal(key(0), [2, 3]);
  await expect(propagation([], x, key(0))).rejects.toThrow('propagation: layers must be functions such as');
  await expect(propagation([relu], normal(key(0), [1, 3]), key(0))).rejects.toThrow('x must be a batch of two inputs');
  await expect(propagation([relu], x, 3 as never)).rejects.toThrow('propagation: key must be a key');
  await expect(propagation([relu], x, key(0), { engine: 1 } as object)).rejects.toThrow("unknown option 'engine'");
});
