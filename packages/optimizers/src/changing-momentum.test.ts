import { compile, reference, type Tensor, tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { methods } from '../test/methods.js';
import { expectTrajectory, gradients, type Params, sampled, start, tangled } from '../test/trajectory.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { adabelief } from './adaptive/adabelief.js';
import { adamax } from './adaptive/adamax.js';
import { adan } from './adaptive/adan.js';
import { ademamix } from './adaptive/ademamix.js';
import { adopt } from './adaptive/adopt.js';
import { amsgrad } from './adaptive/amsgrad.js';
import { nadam } from './adaptive/nadam.js';
import { radam } from './adaptive/radam.js';
import { rmsprop } from './adaptive/rmsprop.js';
import { yogi } from './adaptive/yogi.js';
import { applyUpdates } from './apply-updates.js';
import { chain } from './chain.js';
import { mapTensors } from './internal/trees.js';
import { lamb } from './layerwise/lamb.js';
import { lars } from './layerwise/lars.js';
import { galore, galoreAdamw } from './matrix/galore.js';
import { muon } from './matrix/muon.js';
import { shampoo } from './matrix/shampoo.js';
import { soap } from './matrix/soap.js';
import { momentum } from './momentum.js';
import { dadaptAdam } from './parameter-free/dadapt-adam.js';
import { prodigy } from './parameter-free/prodigy.js';
import { ganAdam } from './presets/gan.js';
import { adam8bit, adamw8bit, eightBit, lion8bit } from './quantized/eight-bit.js';
import { scaleByAdam } from './scale-by-adam.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';
import { sophiaG, sophiaH } from './second-order/sophia.js';
import { sgd } from './sgd.js';
import { lion } from './sign/lion.js';
import { signSgd } from './sign/sign-sgd.js';
import type { Extras, OptimizerState, Transform } from './transform.js';
import { accumulate } from './wrappers/accumulate.js';
import { cautious } from './wrappers/cautious.js';
import { freeze } from './wrappers/freeze.js';
import { lookahead } from './wrappers/lookahead.js';
import { lossScaling } from './wrappers/loss-scaling.js';
import { masked } from './wrappers/masked.js';
import { partition } from './wrappers/partition.js';
import { skipNonFinite } from './wrappers/skip-non-finite.js';

const double = (x: number) => tensor(Float64Array.of(x), { shape: [] });

/** The momentum of oracle/harness.py, another one at every step. */
const swing = (t: number): Extras => ({ momentum: double(0.9 + 0.05 * Math.cos(0.3 * t)) });
const steady = () => 0.01;
const squares = (t: number) => mapTensors('test', sampled(t), (g) => g.mul(g).mul(100));
const curved = (estimate: (t: number) => unknown) => (t: number) => {
  return t % 10 === 2 ? { ...swing(t), hessian: estimate(t - 1) } : swing(t);
};
const warm = { betas: [0.9, 0.999, 0.999], warmupSteps: 40 } as const;
const timm = { learningRateInMomentum: false, eps: 1e-8 };

type Row = [string, Transform, ((t: number) => number)?, ((t: number) => Extras)?, ((t: number) => Params)?];
test.each<Row>([
  ['rmsprop', rmsprop({ momentum: 0.5 })],
  ['sign sgd', signSgd({ learningRate: 0.01, momentum: 0.8 })],
  ['lars', lars({ learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.1, ...timm })],
  ['adam', adam()],
  ['amsgrad', amsgrad()],
  ['adamax', adamax()],
  ['nadam', nadam()],
  ['radam', radam()],
  ['adabelief', adabelief()],
  ['yogi', yogi(), steady],
  ['adan', adan()],
  ['adopt', adopt()],
  ['ademamix', ademamix(warm)],
  ['lion', lion({ weightDecay: 1e-3 }), steady],
  ['lamb', lamb(), steady],
  ['muon', muon()],
  ['prodigy', prodigy({ biasCorrection: true })],
  ['dadapt adam', dadaptAdam({ biasCorrection: true })],
  ['soap', soap(), undefined, swing, tangled],
  ['galore', galoreAdamw({ rank: 2, gap: 10 }), undefined, swing, tangled],
  ['sophia g', sophiaG({ gamma: 0.3 }), undefined, curved(squares)],
  ['optax sophia', sophiaH({ biasCorrection: true, eps: 1e-8, gamma: 5, weightDecay: 1e-4 }), steady, curved(sampled)],
])('%s: as the reference with another momentum at every step', async (name, optimizer, rate, more, gradientsAt) => {
  await expectTrajectory(`${name} momentum`, optimizer, rate, more ?? swing, gradientsAt);
});

/** Every method that has a momentum or β₁, with that one. */
const withMomentum: Readonly<Record<string, (beta: number) => Transform>> = {
  'sgd momentum': (momentum) => sgd({ momentum, dampening: 0.1 }),
  'sgd nesterov': (momentum) => sgd({ momentum, nesterov: true }),
  rmsprop: (momentum) => rmsprop({ momentum, learningRateInMomentum: true }),
  adam: (beta) => adam({ betas: [beta, 0.999] }),
  adamw: (beta) => adamw({ betas: [beta, 0.999] }),
  amsgrad: (beta) => amsgrad({ betas: [beta, 0.999] }),
  'amsgrad optax': (beta) => amsgrad({ betas: [beta, 0.999], variant: 'optax' }),
  'amsgrad paper': (beta) => amsgrad({ betas: [beta, 0.999], variant: 'paper' }),
  adamax: (beta) => adamax({ betas: [beta, 0.999] }),
  nadam: (beta) => nadam({ betas: [beta, 0.999] }),
  radam: (beta) => radam({ betas: [beta, 0.99] }),
  adabelief: (beta) => adabelief({ betas: [beta, 0.999] }),
  'adabelief rectified': (beta) => adabelief({ betas: [beta, 0.9], rectify: true }),
  yogi: (beta) => yogi({ betas: [beta, 0.999] }),
  adan: (beta) => adan({ betas: [beta, 0.92, 0.99] }),
  adopt: (beta) => adopt({ betas: [beta, 0.9999] }),
  ademamix: (beta) => ademamix({ betas: [beta, 0.999, 0.99], warmupSteps: 100 }),
  lars: (momentum) => lars({ momentum }),
  lamb: (beta) => lamb({ betas: [beta, 0.999] }),
  lion: (beta) => lion({ betas: [beta, 0.99] }),
  signSgd: (momentum) => signSgd({ momentum }),
  sophiaH: (beta) => sophiaH({ betas: [beta, 0.99] }),
  sophiaG: (beta) => sophiaG({ betas: [beta, 0.99] }),
  muon: (beta) => muon({ momentum: beta, adamw: { betas: [beta, 0.999] } }),
  shampoo: (momentum) => shampoo({ momentum }),
  soap: (beta) => soap({ betas: [beta, 0.95] }),
  galoreAdamw: (beta) => galoreAdamw({ rank: 2, betas: [beta, 0.999] }),
  prodigy: (beta) => prodigy({ betas: [beta, 0.999] }),
  dadaptAdam: (beta) => dadaptAdam({ betas: [beta, 0.999] }),
  ganAdam: (beta) => ganAdam({ betas: [beta, 0.999] }),
  adam8bit: (beta) => adam8bit({ betas: [beta, 0.999], minSize: 1 }),
  adamw8bit: (beta) => adamw8bit({ betas: [beta, 0.999], minSize: 1 }),
  lion8bit: (beta) => lion8bit({ betas: [beta, 0.99], minSize: 1 }),
  'in wrappers': (beta) => {
    const matrices = chain(galore(scaleByAdam({ betas: [beta, 0.999] }), { rank: 2 }), scaleByLearningRate());
    const rest = cautious(eightBit(sgd({ momentum: beta, nesterov: true }), { minSize: 1 }));
    const groups = { matrices: { match: (x: Tensor) => x.rank === 2, transform: matrices }, rest: { transform: rest } };
    const inner = lookahead(chain(masked(momentum({ momentum: beta }), 'scale'), partition(groups)), { period: 2 });
    return lossScaling(accumulate(skipNonFinite(freeze(inner, '**.bias')), { steps: 2 }), { initialScale: 1 });
  },
};

async function after(optimizer: Transform, momentum?: number): Promise<number[]> {
  const step = compile(
    reference(),
    (params: Params, state: ReturnType<typeof optimizer.init>, grads: Params, extras) => {
      const result = optimizer.update(grads, state, params, { learningRate: 0.1, ...(extras as Extras) });
      return { params: applyUpdates(params, result.updates), state: result.state };
    },
  );
  let params = start();
  let state = optimizer.init(params);
  const extras = momentum === undefined ? {} : { momentum: double(momentum) };
  for (let t = 1; t <= 4; t++) ({ params, state } = await step(params, state, gradients(t), extras));
  const values = await Promise.all((tree.leaves(params) as Tensor[]).map((x) => x.data()));
  return values.flatMap((x) => Array.from(x));
}

test.each(Object.entries(withMomentum))('%s: a momentum in the extras is that of the options', async (_name, make) => {
  const [wanted, got, other] = [await after(make(0.6)), await after(make(0.9), 0.6), await after(make(0.9))];
  wanted.forEach((x, i) => {
    expect(Math.abs(got[i]! - x) / Math.max(Math.abs(x), 1e-3)).toBeLessThan(1e-9);
  });
  expect(other).not.toEqual(got);
});

test('a rate and a momentum that change compile once', async () => {
  const optimizer = withMomentum['in wrappers']!(0.9);
  let traced = 0;
  const step = compile(
    reference(),
    (params: Params, state: OptimizerState, learningRate: Tensor, momentum: Tensor, head: Tensor) => {
      traced++;
      const extras = { learningRate, momentum, groups: { rest: { momentum: head } } };
      const result = optimizer.update(gradients(1), state, params, extras);
      return { params: applyUpdates(params, result.updates), state: result.state };
    },
  );
  let all = { params: start(), state: optimizer.init(start()) };
  for (let t = 1; t <= 5; t++) all = await step(all.params, all.state, 0.1 / t, 0.9 - 0.1 * t, 0.1 * t);
  expect(traced).toBe(1);
});

test('the methods without one take no notice of it, nor do those that average by it', async () => {
  const ignoring = methods.filter(({ name }) => !(name in withMomentum));
  expect(ignoring.map(({ name }) => name)).toEqual([
    'sgd',
    'adagrad',
    'adadelta',
    'rmsprop centered',
    'adafactor',
    'scheduleFreeSgd',
    'scheduleFreeAdamw',
    'wganRmsprop',
  ]);
  for (const { name, optimizer } of ignoring) expect(await after(optimizer, 0.6), name).toEqual(await after(optimizer));
});

test.each(Object.entries(withMomentum))('%s: a momentum of 1, or of several numbers, is an error', (_name, make) => {
  const optimizer = make(0.9);
  const [params, state] = [start(), optimizer.init(start())];
  const update = (momentum: number | Tensor) => () => optimizer.update(gradients(1), state, params, { momentum });
  expect(update(1)).toThrow(/momentum 1 must be from 0 up to, but not including, 1/);
  expect(update(tensor([0.9, 0.8]))).toThrow(/momentum must be a scalar, got \[2\]/);
});
