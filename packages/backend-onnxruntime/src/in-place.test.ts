import {
  add,
  type Backend,
  compile,
  div,
  less,
  materialize,
  mean,
  mul,
  reference,
  sqrt,
  sub,
  sum,
  type Tensor,
  tensor,
  trace,
  tree,
  valueAndGrad,
  where,
  zerosLike,
} from '@saddlepoint/tensor';
import { expect, test, vi } from 'vitest';
import { noise } from '../test/harness.js';
import { OrtBuffer } from './engine/buffer.js';
import type { Memory } from './engine/memory.js';
import { plan } from './fuse/plan.js';
import { onnxruntime } from './onnxruntime.js';

type Params = { readonly w: Tensor; readonly b: Tensor };
interface State {
  readonly params: Params;
  readonly m: Params;
  readonly v: Params;
  readonly average: Params;
  readonly scale: Tensor;
}

const filled = (shape: number[], seed: number) =>
  tensor(
    Float32Array.from(
      noise(
        shape.reduce((a, b) => a * b, 1),
        seed,
      ),
    ),
    { shape },
  );

function start(): State {
  const params = { w: filled([33, 64], 1), b: filled([64], 2) };
  const zeros = tree.map(params, zerosLike) as Params;
  return {
    params,
    m: zeros,
    v: tree.map(params, zerosLike) as Params,
    average: tree.map(params, zerosLike) as Params,
    scale: tensor(Float32Array.of(1024), { shape: [] }),
  };
}

const zip = (a: Params, b: Params, fn: (a: Tensor, b: Tensor) => Tensor): Params => tree.zip(a, b, fn) as Params;

/** Adam by hand, with all that goes around it: loss scaling that skips overflows, clipping by the global norm, an average. */
function step(state: State, x: Tensor, y: Tensor): { state: State; loss: Tensor } {
  const { params, m, v, average, scale } = state;
  const [loss, scaled] = valueAndGrad((p: Params) => {
    const error = sub(add(x.matmul(p.w), p.b), y);
    return mul(mean(mul(error, error)), scale);
  })(params);
  const grads = tree.map(scaled, (g) => div(g, scale)) as Params;
  const norm = sqrt(add(sum(mul(grads.w, grads.w)), sum(mul(grads.b, grads.b))));
  const finite = less(norm, 1e30);
  const clipped = tree.map(grads, (g) => mul(g, div(1, add(norm, 1)))) as Params;
  const keep = (next: Params, old: Params) => zip(next, old, (a, b) => where(finite, a, b));
  const nextM = zip(m, clipped, (a, g) => add(mul(a, 0.9), mul(g, 0.1)));
  const nextV = zip(v, clipped, (a, g) => add(mul(a, 0.99), mul(mul(g, g), 0.01)));
  const next = zip(
    params,
    zip(nextM, nextV, (a, b) => div(a, add(sqrt(b), 1e-6))),
    (p, u) => sub(p, mul(u, 0.01)),
  );
  const kept = keep(next, params);
  return {
    state: {
      params: kept,
      m: keep(nextM, m),
      v: keep(nextV, v),
      average: zip(average, kept, (a, p) => add(mul(a, 0.95), mul(p, 0.05))),
      scale: where(finite, scale, mul(scale, 0.5)),
    },
    loss: div(loss, scale),
  };
}

const batch = (i: number) => [filled([16, 33], 10 + i), filled([16, 64], 20 + i)] as const;

async function runSteps(backend: Backend, count: number, x: (i: number) => Tensor = (i) => batch(i)[0]) {
  const run = compile(backend, step, { donate: [0] });
  let state = (await materialize(start(), backend)) as State;
  const seen: { state: State; loss: number }[] = [];
  for (let i = 0; i < count; i++) {
    const result = await run(state, x(i), batch(i)[1]);
    state = result.state;
    seen.push({ state, loss: await result.loss.item() });
    result.loss.dispose();
  }
  return seen;
}

/** Where the values are. Without the scale: other loops still need the old one when the new one is computed. */
const places = ({ scale: _, ...state }: State): number[] =>
  (tree.leaves(state) as Tensor[])
    .map(({ source }) => {
      if (source.kind !== 'stored') throw new Error('a value left the engine');
      return (source.storage.buffer as OrtBuffer).block().address;
    })
    .sort((a, b) => a - b);

test('clipping, loss scaling, the update and the average are two loops a parameter: its norm, then all the rest', () => {
  const { steps } = plan(trace(step, start(), ...batch(0)), 'auto');
  const update = steps.slice(steps.findLastIndex(({ kind }) => kind === 'session') + 1);
  const loops = (size: number) => update.filter((s) => s.kind === 'kernel' && s.kernel.size === size).length;
  expect([loops(33 * 64), loops(64)]).toEqual([2, 2]);
  // The others compute scalars.
  expect(update.filter((s) => s.kind !== 'kernel' || s.kernel.size > 1)).toHaveLength(4);
});

test('parameters, moments and averages are updated where they are: nothing taken, nothing copied', async () => {
  const backend = await onnxruntime();
  const { memory } = backend as unknown as { memory: Memory };
  const run = compile(backend, step, { donate: [0] });
  const [x, y] = await materialize([...batch(0)], backend);
  let state = (await materialize(start(), backend)) as State;
  const advance = async () => {
    const result = await run(state, x!, y!);
    state = result.state;
    result.loss.dispose();
  };
  for (let i = 0; i < 3; i++) await advance();
  const before = { places: places(state), used: memory.used, reserved: memory.reserved };
  const relocate = vi.spyOn(OrtBuffer.prototype, 'relocate');
  for (let i = 0; i < 100; i++) {
    await advance();
    expect(places(state)).toEqual(before.places);
  }
  expect(relocate.mock.calls.length).toBeGreaterThan(100);
  expect(relocate.mock.results.filter(({ value }) => value !== undefined)).toEqual([]);
  relocate.mockRestore();
  expect({ used: memory.used, reserved: memory.reserved }).toEqual({ used: before.used, reserved: before.reserved });
  await backend.dispose();
});

test('the values are those of the reference backend', async () => {
  const backend = await onnxruntime();
  const [got, wanted] = [await runSteps(backend, 20), await runSteps(reference(), 20)];
  expect(wanted.at(-1)!.loss).toBeLessThan(wanted[0]!.loss);
  got.forEach(({ loss }, i) => {
    expect(Math.abs(loss / wanted[i]!.loss - 1)).toBeLessThan(1e-5);
  });
  await backend.dispose();
});

test('an overflow leaves every value as it was, to the bit, and halves the scale', async () => {
  const backend = await onnxruntime();
  const run = compile(backend, step, { donate: [0] });
  let state = (await materialize(start(), backend)) as State;
  ({ state } = await run(state, ...batch(0)));
  const values = async () => Promise.all((tree.leaves({ ...state, average: {} }) as Tensor[]).map((t) => t.data()));
  const before = (await values()).map((data) => [...data]);
  const huge = batch(1)[0].mul(1e30);
  ({ state } = await run(state, await materialize(huge, backend), batch(1)[1]));
  const after = (await values()).map((data) => [...data]);
  expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
  expect([before.at(-1), after.at(-1)]).toEqual([[1024], [512]]);
  await backend.dispose();
});
