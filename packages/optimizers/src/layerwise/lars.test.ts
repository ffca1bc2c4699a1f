import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type LarsOptions, lars, scaleByLars } from './lars.js';

const timm: LarsOptions = { eps: 1e-8, learningRateInMomentum: false };

test.each<[string, LarsOptions]>([
  [
    'lars options',
    { ...timm, learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.1, trustCoefficient: 0.02 },
  ],
  ['optax lars', { learningRate: 0.5, weightDecay: 0.1, nesterov: true, jointNorm: true }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, lars(options));
});

test('the learning rate is inside or outside the momentum', async () => {
  const rate = (t: number) => 100 * change(t);
  await expectTrajectory('lars', lars({ ...timm, weightDecay: 0.01 }), rate);
  await expectTrajectory('optax lars learning rate', lars({ weightDecay: 0.01, jointNorm: true }), rate);
});

test('masks leave parameters undecayed and unscaled', async () => {
  const params = { weight: tensor([[3, 4]]), bias: tensor([3, 4]) };
  const mask = (x: { rank: number }) => x.rank > 1;
  const transform = scaleByLars({ weightDecay: 1, trustCoefficient: 1, mask, trustRatioMask: mask });
  const { updates } = transform.update({ weight: tensor([[1, 0]]), bias: tensor([1, 0]) }, {}, params);
  expect(Array.from(await updates.bias.data())).toEqual([1, 0]);
  // 5 / (1 + 5) times 1 + 3 and 0 + 4.
  for (const x of await updates.weight.data()) expect(x).toBeCloseTo(20 / 6, 6);
});

test('wrong options are errors', () => {
  expect(() => scaleByLars({ trustCoefficient: 0 })).toThrow('trustCoefficient 0 must be a finite number above 0');
  expect(() => scaleByLars({ weightDecay: -1 })).toThrow('scaleByLars: weightDecay -1 must be');
  expect(() => lars({ dampening: 1 } as object)).toThrow("lars: unknown option 'dampening'");
});
