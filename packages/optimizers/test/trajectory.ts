import { readFileSync } from 'node:fs';
import { compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import { applyUpdates } from '../src/apply-updates.js';
import type { Extras, OptimizerState, Transform } from '../src/transform.js';

type Leaves = readonly { readonly path: string; readonly shape: number[]; readonly amplitude: number }[];

/** What the scripts in `oracle` wrote: parameters after some of the steps, leaf by leaf. */
interface Fixture {
  leaves: Leaves;
  cases: Record<string, Record<string, number[][]>>;
  schedules: Record<string, number[]>;
}

function read(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`../src/fixtures/${name}`, import.meta.url), 'utf8')) as Fixture;
}

export const fixture = read('trajectories.json');
const files = ['update-rules', 'wrappers', 'matrix', 'quantized'].map((name) => read(`${name}.json`));
const cases: Record<string, { leaves: Leaves; steps: Record<string, number[][]> }> = Object.fromEntries(
  [fixture, ...files].flatMap(({ leaves, cases: of }) =>
    Object.entries(of).map(([name, steps]) => [name, { leaves, steps }]),
  ),
);

/** Parameters as users have them: nested. */
export type Params = { [name: string]: Tensor | { [name: string]: Tensor } };

function build(leaves: Leaves, value: (leaf: Leaves[number], k: number, i: number) => number): Params {
  const params: Params = {};
  leaves.forEach((leaf, k) => {
    const size = leaf.shape.reduce((a, b) => a * b, 1);
    const x = tensor(
      Float64Array.from({ length: size }, (_, i) => value(leaf, k, i)),
      { shape: leaf.shape },
    );
    const [outer, inner] = leaf.path.split('.') as [string, string?];
    if (inner === undefined) params[outer] = x;
    else params[outer] = { ...(params[outer] as { [name: string]: Tensor } | undefined), [inner]: x };
  });
  return params;
}

/** Parameters before the first step. */
export const start = (leaves = fixture.leaves) => build(leaves, (_leaf, k, i) => Math.cos(0.3 * i + k));
export const gradients = (t: number, leaves = fixture.leaves) =>
  build(leaves, ({ amplitude }, k, i) => amplitude * Math.sin(0.7 * i + 1.3 * t + k));

/** Gradients that are matrices of full rank, those of oracle/matrix.py. */
export const tangled = (t: number, leaves = fixture.leaves, most = Number.POSITIVE_INFINITY) =>
  build(leaves, ({ amplitude }, k, i) => Math.min(amplitude, most) * Math.sin(0.7 * i * i + 1.3 * t + k));
/** The same of at most 10. */
export const calm = (t: number, leaves = fixture.leaves) => tangled(t, leaves, 10);

/** A second gradient, for estimates of the curvature. */
export const sampled = (t: number) =>
  build(fixture.leaves, ({ amplitude }, k, i) => amplitude * Math.sin(0.5 * i + 0.9 * t + k));

function leafAt(params: Params, path: string): Tensor {
  const [outer, inner] = path.split('.') as [string, string?];
  return (inner === undefined ? params[outer] : (params[outer] as { [name: string]: Tensor })[inner]) as Tensor;
}

/** The tree has the values of a fixture after step t, if that has any, to nine digits of the larger of value and 1e-3. */
export async function expectLeaves(name: string, t: number, params: Params): Promise<void> {
  const { leaves, steps } = cases[name]!;
  const values = steps[t];
  for (const [k, { path }] of values ? leaves.entries() : []) {
    const got = await leafAt(params, path).data();
    values![k]!.forEach((value, i) => {
      const error = Math.abs(got[i]! - value) / Math.max(Math.abs(value), 1e-3);
      expect(error, `${path}[${i}] after ${t} steps: ${got[i]}, not ${value}`).toBeLessThan(1e-9);
    });
  }
}

/**
 * Runs 50 compiled steps in double precision and compares with the fixture, to nine digits of the larger of the value and
 * the step size.
 *
 * @param rate the learning rate at step t = 1, 2, …, passed as an input; or that of each group of a partition.
 * @param more what else the extras hold at step t.
 * @param gradientsAt the gradients at step t.
 * @returns the parameters and the state after the last step.
 */
export async function expectTrajectory(
  name: string,
  optimizer: Transform,
  rate?: (t: number) => number | Record<string, number>,
  more: (t: number) => Extras = () => ({}),
  gradientsAt: (t: number, leaves: Leaves) => Params = gradients,
): Promise<{ params: Params; state: OptimizerState }> {
  if (!cases[name]) throw new Error(`the fixtures have no case '${name}'`);
  const step = compile(reference(), (params: Params, state: OptimizerState, grads: Params, extras: Extras) => {
    const result = optimizer.update(grads, state, params, extras);
    return { params: applyUpdates(params, result.updates), state: result.state };
  });
  const { leaves } = cases[name];
  let params = start(leaves);
  let state = optimizer.init(params);
  for (let t = 1; t <= 50; t++) {
    const extras = { ...(rate ? extrasOf(rate(t)) : {}), ...more(t) };
    const result = await step(params, state, gradientsAt(t, leaves), extras);
    params = result.params;
    state = result.state;
    await expectLeaves(name, t, params);
  }
  return { params, state };
}

/** The rate of the cases `… learning rate`: it falls after step 25. */
export const change = (t: number): number => (t <= 25 ? 1e-2 : 1e-3);

function extrasOf(rate: number | Record<string, number>): Extras {
  const of = (value: number) => ({ learningRate: tensor(Float64Array.of(value), { shape: [] }) });
  if (typeof rate === 'number') return of(rate);
  return { groups: Object.fromEntries(Object.entries(rate).map(([name, value]) => [name, of(value)])) };
}
