import { tensor, transpose } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { type MuonOptions, muon, scaleByMuon } from './muon.js';

test.each<[string, MuonOptions]>([
  ['muon', {}],
  [
    'muon options',
    {
      learningRate: 0.02,
      weightDecay: 0,
      momentum: 0.8,
      nesterov: false,
      steps: 3,
      eps: 1e-3,
      adjust: 'matchRmsAdamw',
      adamw: { learningRate: 1e-2, betas: [0.9, 0.95] },
    },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, muon(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('muon learning rate', muon(), change);
});

const wide = tensor([
  [1, 2, 3, 4],
  [2, -1, 0, 5],
]);
const updateOf = async (x: typeof wide, transform = scaleByMuon()) => {
  const { updates } = transform.update([x], transform.init([x]), [x]);
  return updates[0]!;
};

test('a matrix of more outputs than inputs moves by √(rows / columns) more', async () => {
  const [flat, tall] = [await (await updateOf(wide)).data(), transpose(await updateOf(transpose(wide)))];
  (await tall.data()).forEach((x, i) => {
    expect(x).toBeCloseTo(flat[i]! * Math.SQRT2, 5);
  });
});

test('the update is nearly orthogonal', async () => {
  const u = await updateOf(wide);
  const [a, b, , d] = (await u.matmul(u, { transposeB: true }).data()) as unknown as [number, number, number, number];
  // The eigenvalues of UUᵀ are the squares of U's singular values.
  const [middle, radius] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
  expect(Math.sqrt(middle - radius)).toBeGreaterThan(0.68);
  expect(Math.sqrt(middle + radius)).toBeLessThan(1.14);
});

test('groups have rates of their own, and there may be none but matrices', async () => {
  const params = { weight: wide, bias: tensor([1]) };
  const optimizer = muon({ weightDecay: 0, adamw: { weightDecay: 0 } });
  const extras = { learningRate: 0, groups: { adamw: { learningRate: 0.5 } } };
  const { updates, state } = optimizer.update(params, optimizer.init(params), params, extras);
  expect(await updates.bias.item()).toBeCloseTo(-0.5, 6);
  for (const x of await updates.weight.data()) expect(x).toBeCloseTo(0, 12);
  expect(Object.keys(state)).toEqual(['muon', 'adamw']);
  expect(Object.keys(optimizer.init({ weight: wide }))).toEqual(['muon']);
});

test('wrong options and parameters are errors', () => {
  expect(() => scaleByMuon({ steps: 0 })).toThrow('scaleByMuon: steps 0 must be 1 or more');
  expect(() => scaleByMuon({ adjust: 'none' } as object)).toThrow(
    "adjust 'none' must be 'original' or 'matchRmsAdamw'",
  );
  const params = { norm: tensor([1, 2]), weight: wide };
  expect(() => muon({ match: '*' }).init(params)).toThrow(
    "scaleByMuon: 'norm' of shape [2] is no matrix; leave it out of `match`, which gives it to AdamW",
  );
  expect(() => muon({ match: 'wieght' }).init({ weight: wide })).toThrow('matches none of the parameters: weight');
  expect(() => muon({ nsSteps: 5 } as object)).toThrow("muon: unknown option 'nsSteps'");
});
