import { kaimingNormal } from '@saddlepoint/init';
import { crossEntropy } from '@saddlepoint/losses';
import { adamw, applyUpdates, chain, clipByGlobalNorm, warmupCosineSchedule } from '@saddlepoint/optimizers';
import {
  compile,
  conv,
  foldIn,
  grad,
  key,
  normal,
  reference,
  softmax,
  type Tensor,
  tensor,
  transpose,
  tree,
} from '@saddlepoint/tensor';
import type { Scalar } from '@tensorflow/tfjs';
import { asTfFunction } from '../src/bridges/as-tf-function.js';
import { asTfInitializer } from '../src/bridges/as-tf-initializer.js';
import { asTfLoss } from '../src/bridges/as-tf-loss.js';
import { asTfOptimizer } from '../src/bridges/as-tf-optimizer.js';
import { fromTf } from '../src/bridges/from-tf.js';
import type { TfTensor } from '../src/bridges/internal/namespace.js';
import { toTf } from '../src/bridges/to-tf.js';
import type { TfNamespace } from '../src/node-binding.js';
import type { TfjsBackend } from '../src/tfjs.js';
import { trainConvNet } from './training.js';

/** The numbers that one engine gives for a compiled step and for each bridge. */
export type Outcome = Readonly<Record<string, readonly number[]>>;

const trainingSteps = 4;
const optimizerSteps = 6;
const rule = () => chain(clipByGlobalNorm(0.5), adamw({ weightDecay: 0.1, mask: '*/kernel' }));
const schedule = warmupCosineSchedule({ peak: 0.1, warmupSteps: 2, totalSteps: optimizerSteps });

const shapes = { x: [5, 3], y: [5, 2], kernel: [3, 2], bias: [2], image: [2, 2, 4, 4], filter: [3, 2, 3, 3] } as const;
type Name = keyof typeof shapes;
const drawn = Object.fromEntries(
  Object.entries(shapes).map(([name, shape], i) => [name, normal(key(i), shape)]),
) as Record<Name, Tensor>;

const energy = (image: Tensor, filter: Tensor) => conv(image, filter, { padding: 1 }).tanh().square().sum();
const logLoss = (logits: Tensor, labels: Tensor) => crossEntropy(logits, labels);

/** Runs everything once on an engine of tfjs. */
export async function outcomeOn(tf: TfNamespace, backend: TfjsBackend): Promise<Outcome> {
  const losses = await trainConvNet(backend, trainingSteps);
  const before = tf.memory();
  const given = await uploaded(tf);
  const bridges = { ...(await stepped(tf, backend, given)), ...(await computed(tf, backend, given)) };
  tf.dispose(Object.values(given));
  return {
    'a compiled step': losses,
    ...bridges,
    'tensors left behind': [tf.memory().numTensors - before.numTensors],
  };
}

async function uploaded(tf: TfNamespace): Promise<Record<Name, TfTensor>> {
  const entries = (Object.keys(shapes) as Name[]).map(async (name): Promise<[Name, TfTensor]> => {
    const values = Float32Array.from(await drawn[name].data());
    return [name, tf.tensor(values, [...shapes[name]])];
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Name, TfTensor>;
}

/** A linear model that tfjs differentiates and our optimizer trains. */
async function stepped(tf: TfNamespace, backend: TfjsBackend, given: Record<Name, TfTensor>): Promise<Outcome> {
  const optimizer = asTfOptimizer(backend, rule(), { schedule });
  const kernel = tf.variable(given.kernel, true, 'outcome/kernel');
  const bias = tf.variable(given.bias, true, 'outcome/bias');
  const loss = () => tf.matMul(given.x, kernel).add(bias).sub(given.y).square().mean() as Scalar;
  for (let i = 0; i < optimizerSteps; i++) optimizer.minimize(loss);
  const values = { asTfOptimizer: [...(await kernel.data()), ...(await bias.data())] };
  optimizer.dispose();
  tf.dispose([kernel, bias]);
  return values;
}

/** What the other bridges compute. */
async function computed(tf: TfNamespace, backend: TfjsBackend, given: Record<Name, TfTensor>): Promise<Outcome> {
  const { x, y, image, filter } = given;
  const read = async (list: readonly TfTensor[]) => {
    const arrays = await Promise.all(list.map(async (z) => [...(await z.data())]));
    tf.dispose([...list]);
    return arrays.flat();
  };
  const weights = asTfInitializer(backend, kaimingNormal(), { seed: 7 }).apply([3, 3, 2, 4]);
  const bridgedLoss = asTfLoss(backend, logLoss);
  const labels = tf.softmax(y);
  const curvature = tf.grad((z) =>
    tf
      .grad((logits) => bridgedLoss(labels, logits))(z)
      .square()
      .sum(),
  )(y);
  const bridgedEnergy = asTfFunction(backend, energy);
  const slopes = tf.grads((a, b) => bridgedEnergy(a, b))([image, filter]);
  const twice = compile(backend, (z: Tensor) => z.mul(2));
  const { numDataBuffers } = tf.memory();
  const crossed = fromTf(backend, x);
  const copies = tf.memory().numDataBuffers - numDataBuffers;
  const doubled = await twice(crossed);
  const back = toTf(backend, doubled);
  const outcome = {
    asTfInitializer: await read([weights]),
    asTfLoss: await read([curvature]),
    asTfFunction: await read(slopes),
    'fromTf, toTf': await read([back]),
    'copies in crossing': [copies],
  };
  for (const z of [crossed, doubled]) z.dispose();
  for (const program of [bridgedLoss, bridgedEnergy]) program.dispose();
  await twice.dispose();
  labels.dispose();
  return outcome;
}

/** The same in double precision, without tfjs. */
export async function expectedOutcome(): Promise<Outcome> {
  const { x, y, image, filter } = drawn;
  const numbers = async (...list: Tensor[]) =>
    (await Promise.all(list.map(async (z) => [...(await z.data())].map(Number)))).flat();
  const labels = softmax(y);
  const curvature = grad((z: Tensor) =>
    grad((logits: Tensor) => logLoss(logits, labels))(z)
      .square()
      .sum(),
  )(y);
  const kernel = kaimingNormal()(foldIn(key(7), 0), [4, 2, 3, 3]);
  const slopes = grad((p: Tensor[]) => energy(p[0]!, p[1]!))([image, filter]);
  return {
    'a compiled step': await trainConvNet(reference(), trainingSteps),
    asTfOptimizer: await numbers(...(await trained())),
    asTfInitializer: await numbers(transpose(kernel, [2, 3, 1, 0])),
    asTfLoss: await numbers(curvature),
    asTfFunction: await numbers(...slopes),
    'fromTf, toTf': await numbers(x.mul(2)),
    'copies in crossing': [0],
    'tensors left behind': [0],
  };
}

/** The linear model's kernel and bias after the same steps. */
async function trained(): Promise<Tensor[]> {
  const { x, y, kernel, bias } = drawn;
  const transform = rule();
  type Params = Record<string, Tensor>;
  let params: Params = { 'outcome/kernel': kernel, 'outcome/bias': bias };
  let state = transform.init(params);
  const loss = (p: Params) => x.matmul(p['outcome/kernel']!).add(p['outcome/bias']!).sub(y).square().mean();
  for (let i = 0; i < optimizerSteps; i++) {
    const update = transform.update(grad(loss)(params), state, params, { learningRate: tensor(schedule(i)) });
    params = applyUpdates(params, update.updates);
    state = update.state;
  }
  return tree.leaves(params);
}
