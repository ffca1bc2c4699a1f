import { readFileSync } from 'node:fs';
import { arange, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { calm, change, expectTrajectory, tangled } from '../../test/trajectory.js';
import { joinBlocks, splitBlocks } from '../internal/blocks.js';
import { type ShampooOptions, scaleByShampoo, shampoo } from './shampoo.js';

const options: ShampooOptions = {
  learningRate: 0.01,
  eps: 1e-3,
  decay: 0.9,
  frequency: 7,
  maxSize: 3,
  grafting: 'adagrad',
  momentum: 0.9,
  weightDecay: 0.1,
};
test('the reference trajectories with huge gradients', async () => {
  await expectTrajectory('shampoo options', shampoo(options), undefined, undefined, tangled);
  await expectTrajectory('shampoo huge', shampoo({ eps: 1e16 }), undefined, undefined, tangled);
});

test('the reference itself has no value where ε is lost beside rounding errors', () => {
  const url = new URL('../fixtures/matrix.json', import.meta.url);
  const { moved, lost } = JSON.parse(readFileSync(url, 'utf8')) as {
    moved: { calm: number; huge: number };
    lost: Record<string, { least: number; middle: number; most: number }>;
  };
  // What the last bit of the gradients changes in double precision, and what single precision loses.
  expect(moved.calm).toBeLessThan(1e-9);
  expect(moved.huge).toBeGreaterThan(1e-6);
  expect(lost.shampoo!.least).toBeGreaterThan(1e-5);
  expect(lost['shampoo eps']!.least).toBeLessThan(1e-5);
});

// So the gradients are of at most 10 here.
test.each<[string, ShampooOptions]>([
  ['shampoo', {}],
  ['shampoo eps', { eps: 1e-2 }],
  ['shampoo blocks', { blockSize: 2 }],
  ['shampoo blocks grafted', { blockSize: 3, grafting: 'adagrad', decay: 0.9, frequency: 3, learningRate: 1e-2 }],
  ['shampoo sgd', { grafting: 'sgd', learningRate: 1e-3, decay: 0.5, frequency: 2 }],
])('%s: the reference trajectory', async (name, own) => {
  await expectTrajectory(name, shampoo(own), undefined, undefined, calm);
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('shampoo learning rate', shampoo(), change, undefined, calm);
});

test('blocks cover a tensor once, in order, and small ones stay whole', async () => {
  const params = { kernel: arange(60).reshape([3, 4, 5]), bias: arange(2), scale: tensor(1) };
  const blocks = splitBlocks(params, 2) as unknown as Record<string, Record<string, Tensor>>;
  expect(Object.keys(blocks.kernel!)).toHaveLength(12);
  expect(Array.from(await blocks.kernel!.block1!.data())).toEqual([2, 3, 7, 8, 22, 23, 27, 28]);
  expect([blocks.bias, blocks.scale]).toEqual([params.bias, params.scale]);
  const joined = joinBlocks(blocks, params, 2);
  expect(Array.from(await joined.kernel.data())).toEqual(Array.from(await params.kernel.data()));
});

test('the second statistic is that of the gradient, not of what the first one made of it', async () => {
  const g = tensor([
    [2, 0],
    [0, 1],
  ]);
  const transform = scaleByShampoo({ eps: 1e-12 });
  const { updates } = transform.update([g], transform.init([g]), [g]);
  // L = R = G²: both roots are |G|^(−1/2), and the update is G's polar factor.
  const data = await updates[0]!.data();
  [1, 0, 0, 1].forEach((x, i) => {
    expect(data[i]).toBeCloseTo(x, 5);
  });
});

test('wrong options are errors', () => {
  expect(() => shampoo({ eps: 0 })).toThrow('scaleByShampoo: eps 0 must be a finite number above 0');
  expect(() => shampoo({ grafting: 'adam' } as object)).toThrow("grafting 'adam' must be 'none' or 'sgd' or 'adagrad'");
  expect(() => shampoo({ momentum: 1 })).toThrow('shampoo: momentum 1 must be from 0 up to');
  expect(() => shampoo({ blocksize: 2 } as object)).toThrow("shampoo: unknown option 'blocksize'");
  expect(() => shampoo({ blockSize: 0 })).toThrow('scaleByShampoo: blockSize 0 must be a whole number from 1 up');
});
