import { sizeOf, type Tensor, tensor, tree, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory, tangled } from '../../test/trajectory.js';
import { scaleByAdam } from '../scale-by-adam.js';
import { type GaloreAdamwOptions, galore, galoreAdamw } from './galore.js';

test.each<[string, GaloreAdamwOptions]>([
  ['galore', { rank: 2, gap: 10 }],
  [
    'galore options',
    {
      learningRate: 0.01,
      betas: [0.8, 0.9],
      eps: 1e-3,
      weightDecay: 0.1,
      rank: 1,
      gap: 7,
      scale: 1,
      side: 'larger',
      match: 'layer.weight',
    },
  ],
  ['galore whole', {}],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, galoreAdamw(options), undefined, undefined, tangled);
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('galore learning rate', galoreAdamw({ rank: 2, gap: 10 }), change, undefined, tangled);
});

test('the state shrinks to the rank', () => {
  const params = { tall: zeros([40, 10]), wide: zeros([10, 30]), bias: zeros([10]) };
  const state = galore(scaleByAdam(), { rank: 3 }).init(params);
  const count = tree
    .flatten(state as unknown)
    .filter(({ path }) => !path.endsWith('step'))
    .reduce((total, { leaf }) => total + sizeOf((leaf as Tensor).shape), 0);
  // Projections 10 × 3 twice, then both moments of 40 × 3, 3 × 30 and 10.
  expect(count).toBe(60 + 2 * (120 + 90 + 10));
});

test('wrong options and matches are errors', () => {
  const inner = scaleByAdam();
  expect(() => galore(inner, { rank: 0 })).toThrow('galore: rank 0 must be a whole number from 1 up');
  expect(() => galore(inner, { side: 'left' } as object)).toThrow("galore: side 'left' must be 'smaller' or 'larger'");
  expect(() => galore(inner, { gaps: 3 } as object)).toThrow("galore: unknown option 'gaps'");
  expect(() => galore(inner, { match: 'wieght' }).init({ weight: zeros([2, 2]) })).toThrow(
    'matches none of the parameters: weight',
  );
  expect(() => galore(inner, { match: 'bias' }).init({ bias: tensor([1, 2]) })).toThrow(
    "galore: match: 'bias' of shape [2] is no matrix",
  );
});
