import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import * as o from '@saddlepoint/optimizers';
import { type Backend, compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Params = { readonly [name: string]: Tensor };

const shapes = { scale: [], bias: [5], weight: [3, 4], kernel: [2, 1, 2, 2], huge: [4], frozen: [3] };
/** Of the gradients: huge ones, and none. */
const amplitudes = [1, 1, 1, 1, 1e10, 0];

const build = (at: (k: number, i: number) => number): Params =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape], k) => {
      const size = shape.reduce((a: number, b: number) => a * b, 1);
      return [
        name,
        tensor(
          Float32Array.from({ length: size }, (_, i) => at(k, i)),
          { shape },
        ),
      ];
    }),
  );
const gradients = (t: number): Params => build((k, i) => amplitudes[k]! * Math.sin(0.7 * i * i + 1.3 * t + k));

/** What Sophia asks for: estimates of the curvature, also negative ones; other methods ignore them. */
const curvatures = (t: number): Params => build((k, i) => amplitudes[k]! * (Math.sin(1.1 * i + 0.4 * t + k) + 0.5));

const methods: Record<string, o.Transform> = {
  sgd: o.sgd({ momentum: 0.9, nesterov: true }),
  adagrad: o.adagrad(),
  adadelta: o.adadelta(),
  rmsprop: o.rmsprop({ centered: true }),
  adam: o.adam(),
  adamw: o.adamw(),
  amsgrad: o.amsgrad(),
  adamax: o.adamax(),
  nadam: o.nadam(),
  radam: o.radam(),
  adabelief: o.adabelief(),
  yogi: o.yogi(),
  adan: o.adan(),
  adopt: o.adopt(),
  ademamix: o.ademamix(),
  adafactor: o.adafactor({ minDimSizeToFactor: 2 }),
  lion: o.lion(),
  signSgd: o.signSgd(),
  lamb: o.lamb(),
  lars: o.lars(),
  muon: o.muon(),
  shampoo: o.shampoo({ learningRate: 0.01 }),
  soap: o.soap(),
  galoreAdamw: o.galoreAdamw({ rank: 2, gap: 20 }),
  scheduleFreeSgd: o.scheduleFreeSgd({ learningRate: 0.1 }),
  scheduleFreeAdamw: o.scheduleFreeAdamw(),
  prodigy: o.prodigy(),
  dadaptAdam: o.dadaptAdam(),
  sophiaG: o.sophiaG(),
  sophiaH: o.sophiaH(),
};

/** The root of a statistic with eigenvalues near 0 is made of their rounding errors where these are beyond ε. */
const beyond: Readonly<Record<string, string>> = { shampoo: 'huge' };

let engine: Backend;
beforeAll(async () => {
  engine = await onnxruntime();
});
afterAll(() => engine.dispose());

async function trajectory(backend: Backend, optimizer: o.Transform): Promise<Record<string, ArrayLike<number>>> {
  const step = compile(backend, (params: Params, state: o.OptimizerState, grads: Params, hessian: Params) => {
    const result = optimizer.update(grads, state, params, { hessian });
    return { params: o.applyUpdates(params, result.updates), state: result.state };
  });
  let params = build((k, i) => Math.cos(0.3 * i + k));
  let state = optimizer.init(params);
  for (let t = 1; t <= 50; t++) ({ params, state } = await step(params, state, gradients(t), curvatures(t)));
  const values = await Promise.all(Object.entries(params).map(async ([name, x]) => [name, await x.data()] as const));
  await step.dispose();
  return Object.fromEntries(values);
}

test.each(Object.keys(methods))('%s: 50 steps in single precision stay within 1e-5 of double', async (name) => {
  const single = await trajectory(engine, methods[name]!);
  const double = await trajectory(reference(), methods[name]!);
  for (const [leaf, wanted] of Object.entries(double)) {
    if (beyond[name] === leaf) continue;
    const largest = Array.from(wanted).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const worst = Array.from(wanted).reduce((most, x, i) => Math.max(most, Math.abs(single[leaf]![i]! - x)), 0);
    expect(worst / largest, leaf).toBeLessThan(1e-5);
  }
});
