import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import * as o from '@saddlepoint/optimizers';
import { type Backend, compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Params = { readonly [name: string]: Tensor };

const shapes = { scale: [], bias: [5], weight: [3, 4], kernel: [2, 1, 2, 2], huge: [4], frozen: [3], wide: [2, 130] };
/** Of the gradients: huge ones, and none. */
const amplitudes = [1, 1, 1, 1, 1e10, 0, 1];

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
const gradients = (t: number, most: number): Params =>
  build((k, i) => Math.min(amplitudes[k]!, most) * Math.sin(0.7 * i * i + 1.3 * t + k));

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
  shampoo: o.shampoo(),
  'shampoo, larger eps': o.shampoo({ eps: 1e-2 }),
  'shampoo, diagonal and grafted': o.shampoo({ maxSize: 3, grafting: 'adagrad', decay: 0.9, learningRate: 0.01 }),
  soap: o.soap(),
  galoreAdamw: o.galoreAdamw({ rank: 2, gap: 20 }),
  scheduleFreeSgd: o.scheduleFreeSgd({ learningRate: 0.1 }),
  scheduleFreeAdamw: o.scheduleFreeAdamw(),
  prodigy: o.prodigy(),
  dadaptAdam: o.dadaptAdam(),
  sophiaG: o.sophiaG(),
  sophiaH: o.sophiaH(),
  adam8bit: o.adam8bit({ minSize: 5 }),
  adamw8bit: o.adamw8bit({ minSize: 5 }),
  lion8bit: o.lion8bit({ minSize: 5 }),
};

/** Where rounding errors of Shampoo's statistics are larger than ε, its formula has no value: gradients of at most 10. */
const calm = new Set(['shampoo', 'shampoo, larger eps']);
/** What the formula itself loses in single precision, in NumPy: `lost` of the optimizers' oracle/matrix.py. */
const bounds: Readonly<Record<string, number>> = { shampoo: 3.5e-5 };

let engine: Backend;
beforeAll(async () => {
  engine = await onnxruntime();
});
afterAll(() => engine.dispose());

async function trajectory(backend: Backend, optimizer: o.Transform, most: number): Promise<Record<string, ArrayLike<number>>> {
  const step = compile(backend, (params: Params, state: o.OptimizerState, grads: Params, hessian: Params) => {
    const result = optimizer.update(grads, state, params, { hessian });
    return { params: o.applyUpdates(params, result.updates), state: result.state };
  });
  let params = build((k, i) => Math.cos(0.3 * i + k));
  let state = optimizer.init(params);
  for (let t = 1; t <= 50; t++) ({ params, state } = await step(params, state, gradients(t, most), curvatures(t)));
  const values = await Promise.all(Object.entries(params).map(async ([name, x]) => [name, await x.data()] as const));
  await step.dispose();
  return Object.fromEntries(values);
}

test.each(Object.keys(methods))('%s: 50 steps in single precision stay within 1e-5 of double', async (name) => {
  const most = calm.has(name) ? 10 : Number.POSITIVE_INFINITY;
  const single = await trajectory(engine, methods[name]!, most);
  const double = await trajectory(reference(), methods[name]!, most);
  for (const [leaf, wanted] of Object.entries(double)) {
    const largest = Array.from(wanted).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const worst = Array.from(wanted).reduce((most, x, i) => Math.max(most, Math.abs(single[leaf]![i]! - x)), 0);
    if (process.env.SHOW) console.log(name, leaf, (worst / largest).toExponential(1));
    expect(worst / largest, leaf).toBeLessThan(bounds[name] ?? 1e-5);
  }
});
