import { compile, type DType, type HostArray, reference, Tensor, tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { methods as rows } from '../test/methods.js';
import { applyUpdates } from './apply-updates.js';
import { mapTensors } from './internal/trees.js';
import { adam8bit, adamw8bit, lion8bit } from './quantized/eight-bit.js';
import type { OptimizerState, Transform } from './transform.js';
import { freeze } from './wrappers/freeze.js';

/** Everything that every optimizer must do; a method is one row of test/methods.ts. */

interface Row {
  readonly name: string;
  readonly optimizer: Transform;
  readonly curvature?: true;
}
const small = { minSize: 1 };
const methods: readonly Row[] = [
  ...rows,
  { name: 'adam8bit', optimizer: adam8bit(small) },
  { name: 'adamw8bit', optimizer: adamw8bit(small) },
  { name: 'lion8bit', optimizer: lion8bit(small) },
];

type Params = OptimizerState;

const values = (shape: number[], at: (i: number) => number) =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => at(i)),
    { shape },
  );

const params: Params = {
  scale: values([], () => 0.7),
  block: { matrix: values([3, 2], (i) => Math.cos(i)), bias: values([3], (i) => 0.1 * i) },
  kernel: { matrix: values([2, 1, 2, 2], (i) => Math.sin(i) / 3) },
};
const shapesOf = (like: Params, t: number): Params =>
  mapTensors('test', like, (x, path) => values([...x.shape], (i) => Math.sin(i + 1.7 * t + path.length)));

/** The same tree with all keys in the opposite order. */
function turned<T>(whole: T): T {
  if (whole instanceof Tensor || typeof whole !== 'object' || whole === null) return whole;
  return Object.fromEntries(
    Object.entries(whole)
      .reverse()
      .map(([key, child]) => [key, turned(child as unknown)]),
  ) as T;
}

interface Run {
  readonly params: Params;
  readonly state: OptimizerState;
}

type Step = (run: Run, t: number) => Promise<Run>;

function stepOf(optimizer: Transform, curvature: boolean): Step {
  const step = compile(reference(), (p: Params, s: OptimizerState, g: Params, extras: { hessian?: Params }) => {
    const { updates, state } = optimizer.update(g, s, p, { learningRate: 0.1, ...extras });
    return { params: applyUpdates(p, updates), state };
  });
  return (run, t) => {
    const extras = curvature && t % 3 === 0 ? { hessian: shapesOf(run.params, t + 0.5) } : {};
    return step(run.params, run.state, shapesOf(run.params, t), extras);
  };
}

async function steps(step: Step, run: Run, from: number, to: number): Promise<Run> {
  let now = run;
  for (let t = from; t <= to; t++) now = await step(now, t);
  return now;
}

/** All numbers by path. */
async function numbers(whole: unknown): Promise<Record<string, number[]>> {
  const leaves = tree.flatten(whole).sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = await Promise.all(
    leaves.map(async ({ leaf, path }) => [path, Array.from(await (leaf as Tensor).data())] as const),
  );
  return Object.fromEntries(entries);
}

/** To text and back: plain objects of numbers. */
async function reload(state: OptimizerState): Promise<OptimizerState> {
  const data = new Map<Tensor, HostArray>();
  for (const leaf of tree.leaves(state)) data.set(leaf, await leaf.data());
  const text = JSON.stringify(state, function (key) {
    const value = (this as Record<string, unknown>)[key];
    if (!(value instanceof Tensor)) return value;
    return { tensor: Array.from(data.get(value)!), shape: value.shape, dtype: value.dtype };
  });
  return JSON.parse(text, (_key, value) => {
    if (typeof value !== 'object' || value === null || !('tensor' in value)) return value;
    const { tensor: list, shape, dtype } = value as { tensor: number[]; shape: number[]; dtype: DType };
    const type = dtype === 'int32' ? Int32Array : dtype === 'uint8' ? Uint8Array : Float64Array;
    return tensor(type.from(list), { shape, dtype });
  }) as OptimizerState;
}

test.each(methods)('$name: the order of leaves changes nothing, bit for bit', async ({ optimizer, curvature }) => {
  const step = stepOf(optimizer, curvature ?? false);
  const plain = await steps(step, { params, state: optimizer.init(params) }, 1, 7);
  const half = await steps(step, { params, state: optimizer.init(params) }, 1, 4);
  const mixed = await steps(step, { params: turned(half.params), state: half.state }, 5, 7);
  expect(Object.keys(mixed.params)).toEqual(Object.keys(params).reverse());
  expect(await numbers(mixed)).toEqual(await numbers(plain));
});

test.each(methods)('$name: saving and loading in mid-run changes nothing, bit for bit', async (method) => {
  const { optimizer, curvature } = method;
  const step = stepOf(optimizer, curvature ?? false);
  const half = await steps(step, { params, state: optimizer.init(params) }, 1, 4);
  const saved = await numbers(half);
  const loaded: Run = { params: half.params, state: await reload(half.state) };
  expect(await numbers(loaded)).toEqual(saved);
  expect(await numbers(await steps(step, loaded, 5, 7))).toEqual(await numbers(await steps(step, half, 5, 7)));
});

test.each(methods)('$name: beside frozen parameters it does what it does without them', async (method) => {
  const { optimizer, curvature = false } = method;
  const { scale, ...rest } = params;
  const alone = await steps(stepOf(optimizer, curvature), { params: rest, state: optimizer.init(rest) }, 1, 3);
  const frozen = freeze(optimizer, 'scale');
  const beside = await steps(stepOf(frozen, curvature), { params, state: frozen.init(params) }, 1, 3);
  expect(await numbers(beside)).toEqual(await numbers({ ...alone, params: { ...alone.params, scale } }));
});

test.each(methods)('$name: the shapes and names of the state stay', async ({ optimizer, curvature }) => {
  const describe = (state: OptimizerState) =>
    tree
      .flatten(state)
      .map(({ leaf, path }) => `${path}: ${leaf.dtype} [${leaf.shape}]`)
      .sort();
  const before = optimizer.init(params);
  const { state } = await steps(stepOf(optimizer, curvature ?? false), { params, state: before }, 1, 3);
  expect(describe(state)).toEqual(describe(before));
});

test.each(methods)('$name: a missing state and that of another model are typed errors', ({ optimizer }) => {
  const update = (state: unknown) => () =>
    optimizer.update(params, state as OptimizerState, params, { learningRate: 0.1 });
  expect(update(undefined)).toThrow(/the state is undefined; make it with init\(params\)/);
  if (Object.keys(optimizer.init(params)).length === 0) return;
  const other = { ...params, extra: { matrix: values([2, 2], () => 1), bias: values([2], () => 1) } };
  const state = optimizer.init(other);
  const perLeaf = tree.flatten(state).some(({ path }) => path.includes('extra'));
  if (perLeaf) expect(update(state)).toThrow(/missing from gradients: extra/);
});

test.each(methods)('$name: a bad learning rate is an error that names the method', ({ name, optimizer }) => {
  const update = (learningRate: unknown) => () =>
    optimizer.update(params, optimizer.init(params), params, { learningRate: learningRate as number });
  const owner = { ganAdam: 'adam', wganRmsprop: 'rmsprop' }[name] ?? name.split(/ |8bit/)[0];
  expect(update(-1)).toThrow(`${owner}: learningRate -1 must be a finite number from 0 up`);
  expect(update('0.1')).toThrow(`${owner}: learningRate '0.1' must be`);
  expect(update(() => 0.1)).toThrow(`${owner}: learningRate is a function; evaluate the schedule on the host`);
  expect(update(tensor([1, 2]))).toThrow(`${owner}: learningRate must be a scalar, got [2]`);
});
