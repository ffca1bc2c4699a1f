import {
  adamw,
  addNoise,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  lion,
  sgd,
  type Transform,
  warmupCosineSchedule,
} from '@saddlepoint/optimizers';
import { type Tensor, tensor } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { expectNoLeaks } from '../../test/leaks.js';
import { tfjs } from '../tfjs.js';
import { asTfOptimizer } from './as-tf-optimizer.js';

const backend = await tfjs(tf, { engine: 'cpu' });
type Values = Readonly<Record<string, readonly number[]>>;

const variables = new Map<string, tf.Variable>();
afterEach(() => {
  for (const variable of variables.values()) variable.dispose();
  variables.clear();
});

function start(values: Values): void {
  for (const [name, list] of Object.entries(values)) variables.set(name, tf.variable(tf.tensor([...list]), true, name));
}
const valuesOf = (names: Iterable<string>): Values =>
  Object.fromEntries([...names].map((name) => [name, [...variables.get(name)!.dataSync()]]));
/** Gradients that differ from step to step. */
const gradient = (name: string, step: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.sin(step + 2 * i + name.length));

function stepOn(optimizer: tf.Optimizer, names: readonly string[], step: number): void {
  const list = names.map((name) => ({
    name,
    tensor: tf.tensor(gradient(name, step, variables.get(name)!.size)),
  }));
  optimizer.applyGradients(list);
  tf.dispose(list.map((g) => g.tensor));
}

/** The same steps by the transform itself, on the reference backend in double precision. */
async function expected(transform: Transform, values: Values, steps: number, rate?: (i: number) => number) {
  type Trees = Record<string, Tensor>;
  let params: Trees = Object.fromEntries(Object.entries(values).map(([name, list]) => [name, tensor([...list])]));
  let state = transform.init(params);
  for (let i = 0; i < steps; i++) {
    const entries = Object.keys(params).map((name) => [name, tensor(gradient(name, i, params[name]!.size))]);
    const grads = Object.fromEntries(entries) as Trees;
    const update = transform.update(grads, state, params, rate ? { learningRate: rate(i) } : {});
    params = applyUpdates(params, update.updates);
    state = update.state;
  }
  const list = Object.entries(params).map(async ([name, x]) => [name, [...(await x.data())]] as const);
  return Object.fromEntries(await Promise.all(list)) as Values;
}

function expectClose(actual: Values, wanted: Values): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, list] of Object.entries(wanted)) {
    list.forEach((x, i) => {
      expect(actual[name]![i], name).toBeCloseTo(x, 5);
    });
  }
}

const first = { 'a/kernel': [1, -2, 3], 'a/bias': [0.5], 'b/kernel': [4, 5] };
const chained = () => chain(clipByGlobalNorm(0.5), adamw({ weightDecay: 0.1, mask: '*/kernel' }));

describe('asTfOptimizer steps as its transform does', () => {
  test.each([
    ['lion', lion({ learningRate: 0.01 })],
    ['sgd with momentum', sgd({ learningRate: 0.1, momentum: 0.9 })],
    ['a clip over all variables, and decay of kernels by their names', chained()],
  ])('%s', async (_name, transform) => {
    start(first);
    const optimizer = asTfOptimizer(backend, transform);
    for (let i = 0; i < 6; i++) stepOn(optimizer, Object.keys(first), i);
    expectClose(valuesOf(variables.keys()), await expected(transform, first, 6));
    expect(optimizer.iterations).toBe(6);
    optimizer.dispose();
  });

  test('a schedule sets the rate of each step, and nothing recompiles', async () => {
    start(first);
    const schedule = warmupCosineSchedule({ peak: 0.1, warmupSteps: 2, totalSteps: 6 });
    const optimizer = asTfOptimizer(backend, adamw(), { schedule });
    for (let i = 0; i < 6; i++) stepOn(optimizer, Object.keys(first), i);
    expectClose(valuesOf(variables.keys()), await expected(adamw(), first, 6, schedule));
    optimizer.dispose();
  });
});

describe('state goes by the name of the variable', () => {
  test('reordering the variables changes nothing, unlike with tf.train', async () => {
    start(first);
    const names = Object.keys(first);
    const optimizer = asTfOptimizer(backend, chained());
    for (let i = 0; i < 6; i++) stepOn(optimizer, i % 2 ? [...names].reverse() : names, i);
    expectClose(valuesOf(names), await expected(chained(), first, 6));
    optimizer.dispose();
  });

  test('a frozen layer keeps its state, and the others go on undisturbed', async () => {
    start(first);
    const names = Object.keys(first);
    const own = ['a/kernel', 'a/bias'];
    const optimizer = asTfOptimizer(backend, sgd({ learningRate: 0.1, momentum: 0.9 }));
    for (let i = 0; i < 3; i++) stepOn(optimizer, names, i);
    const frozen = valuesOf(['b/kernel']);
    for (let i = 3; i < 5; i++) stepOn(optimizer, own, i);
    expect(valuesOf(['b/kernel'])).toEqual(frozen);
    stepOn(optimizer, names, 5);
    const { 'b/kernel': b, ...others } = first;
    const wanted = await expected(sgd({ learningRate: 0.1, momentum: 0.9 }), others, 6);
    expectClose(valuesOf(own), wanted);
    // Three steps and one with the momentum of the third: m₃ = 0.81 g₀ + 0.9 g₁ + g₂.
    const g = [0, 1, 2, 5].map((i) => gradient('b/kernel', i, 2));
    const thawed = b.map((x, i) => {
      let [momentum, value] = [0, x];
      for (const list of g) {
        momentum = 0.9 * momentum + list[i]!;
        value -= 0.1 * momentum;
      }
      return value;
    });
    expectClose(valuesOf(['b/kernel']), { 'b/kernel': thawed });
    optimizer.dispose();
  });

  test('minimize updates the variables that it is given', () => {
    start({ x: [3], y: [3] });
    const optimizer = asTfOptimizer(backend, sgd({ learningRate: 0.1 }));
    const loss = () => variables.get('x')!.square().add(variables.get('y')!.square()).sum() as tf.Scalar;
    optimizer.minimize(loss, false, [variables.get('x')!]);
    expectClose(valuesOf(['x', 'y']), { x: [2.4], y: [3] });
    optimizer.minimize(loss);
    expectClose(valuesOf(['x', 'y']), { x: [1.92], y: [2.4] });
  });
});

describe('saving and loading', () => {
  test('getWeights and setWeights: resumed equals uninterrupted', async () => {
    start(first);
    const names = Object.keys(first);
    const optimizer = asTfOptimizer(backend, chained());
    for (let i = 0; i < 3; i++) stepOn(optimizer, names, i);
    const weights = await optimizer.getWeights();
    expect(weights.map((w) => w.name)).toContain('adamw.adam.mu.a/kernel');
    const resumed = asTfOptimizer(backend, chained());
    await resumed.setWeights(weights);
    optimizer.dispose();
    expect(resumed.iterations).toBe(3);
    for (let i = 3; i < 6; i++) stepOn(resumed, names, i);
    expectClose(valuesOf(names), await expected(chained(), first, 6));
    resumed.dispose();
  });

  test('a model with its optimizer, read back beside the first', async () => {
    const { numTensors } = tf.memory();
    const optimizer = asTfOptimizer(backend, lion({ learningRate: 0.01 }), { name: 'lion_of_a_test' });
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [tf.ones([4, 3]), tf.ones([4, 2])];
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    let artifacts: tf.io.ModelArtifacts | undefined;
    const keep = tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    await model.save(keep, { includeOptimizer: true });
    const loaded = (await tf.loadLayersModel(tf.io.fromMemory(artifacts!))) as tf.Sequential;
    for (const m of [model, loaded]) await m.fit(x, y, { epochs: 2, verbose: 0 });
    const weights = (m: tf.Sequential) => m.getWeights().map((w) => [...w.dataSync()]);
    expect(weights(loaded)).toEqual(weights(model));
    expect(loaded.optimizer.iterations).toBe(5);
    for (const m of [model, loaded]) {
      m.optimizer.dispose();
      m.dispose();
    }
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('state of other shapes is an error that names it', async () => {
    start(first);
    const optimizer = asTfOptimizer(backend, adamw());
    stepOn(optimizer, ['b/kernel'], 0);
    const weights = await optimizer.getWeights();
    const other = asTfOptimizer(backend, adamw());
    await other.setWeights(weights.map(({ name, tensor: t }) => ({ name: name.replace('b/', 'a/'), tensor: t })));
    expect(() => stepOn(other, ['a/kernel'], 1)).toThrow("'adam.mu.a/kernel' is float32 [2], where float32 [3]");
    for (const o of [optimizer, other]) o.dispose();
  });
});

test('steps leave no tensors behind, and dispose gives everything back', async () => {
  start(first);
  const { numTensors } = tf.memory();
  const optimizer = asTfOptimizer(backend, chained(), { schedule: () => 0.1 });
  let i = 0;
  await expectNoLeaks(tf, () => stepOn(optimizer, Object.keys(first), i++));
  await expectNoLeaks(tf, () => tf.tidy(() => stepOn(optimizer, ['a/bias', 'b/kernel'], i++)));
  await expectNoLeaks(tf, () => optimizer.getWeights());
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

test('says what it cannot do', () => {
  start(first);
  expect(() => asTfOptimizer(backend, adamw(), { learningRate: 0.1 } as never)).toThrow(
    "unknown option 'learningRate'",
  );
  expect(() => asTfOptimizer(backend, adamw(), { schedule: 0.1 as never })).toThrow('schedule must be a function');
  const noisy = asTfOptimizer(backend, addNoise({ eta: 0.1, seed: 1 }));
  expect(() => stepOn(noisy, ['a/bias'], 0)).toThrow();
  const masked = asTfOptimizer(backend, adamw({ mask: 'c.*' }));
  expect(() => stepOn(masked, ['a/bias'], 0)).toThrow('a/bias');
});
