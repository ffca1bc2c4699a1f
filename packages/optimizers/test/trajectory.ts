import { readFileSync } from 'node:fs';
import { compile, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import { applyUpdates } from '../src/apply-updates.js';
import type { OptimizerState, Transform } from '../src/transform.js';

/** What `oracle/trajectories.py` wrote: parameters after some of the steps, leaf by leaf. */
interface Fixture {
  leaves: { path: string; shape: number[]; amplitude: number }[];
  cases: Record<string, Record<string, number[][]>>;
  schedules: Record<string, number[]>;
}

export const fixture = JSON.parse(
  readFileSync(new URL('../src/fixtures/trajectories.json', import.meta.url), 'utf8'),
) as Fixture;

/** Parameters as users have them: nested. */
type Params = { [name: string]: Tensor | { [name: string]: Tensor } };

function build(value: (leaf: Fixture['leaves'][number], k: number, i: number) => number): Params {
  const params: Params = {};
  fixture.leaves.forEach((leaf, k) => {
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

const start = () => build((_leaf, k, i) => Math.cos(0.3 * i + k));
const gradients = (t: number) => build(({ amplitude }, k, i) => amplitude * Math.sin(0.7 * i + 1.3 * t + k));

function leafAt(params: Params, path: string): Tensor {
  const [outer, inner] = path.split('.') as [string, string?];
  return (inner === undefined ? params[outer] : (params[outer] as { [name: string]: Tensor })[inner]) as Tensor;
}

/**
 * Runs 50 compiled steps in double precision and compares with the fixture, to nine digits of the larger of the value and
 * the step size.
 *
 * @param rate the learning rate at step t = 1, 2, …, passed as an input.
 */
export async function expectTrajectory(
  name: string,
  optimizer: Transform,
  rate?: (t: number) => number,
): Promise<void> {
  const expected = fixture.cases[name]!;
  const step = compile(
    reference(),
    (params: Params, state: OptimizerState, grads: Params, extras: { learningRate?: Tensor }) => {
      const result = optimizer.update(grads, state, params, extras);
      return { params: applyUpdates(params, result.updates), state: result.state };
    },
  );
  let params = start();
  let state = optimizer.init(params);
  for (let t = 1; t <= 50; t++) {
    const extras = rate ? { learningRate: tensor(Float64Array.of(rate(t)), { shape: [] }) } : {};
    const result = await step(params, state, gradients(t), extras);
    params = result.params;
    state = result.state;
    const values = expected[t];
    for (const [k, { path }] of values ? fixture.leaves.entries() : []) {
      const got = await leafAt(params, path).data();
      values![k]!.forEach((value, i) => {
        const error = Math.abs(got[i]! - value) / Math.max(Math.abs(value), 1e-3);
        expect(error, `${path}[${i}] after ${t} steps: ${got[i]}, not ${value}`).toBeLessThan(1e-9);
      });
    }
  }
}
