import { readFileSync } from 'node:fs';
import {
  key,
  mul,
  type Shape,
  sizeOf,
  sum,
  type Tensor,
  tensor,
  tree,
  uniform,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Layer } from '../src/layer.js';

interface Values {
  shape: number[];
  data: number[];
}

/** What `case` of `oracle/common.py` writes. */
export interface Case {
  name: string;
  input: Values;
  scale: number;
  output: Values;
  loss: number;
  inputGradient: number[] | null;
  /** Of the sum of the input's gradient times a sine, in the input; where the oracle gives it. */
  secondGradient?: number[];
  parameters: { path: string; shape: number[]; gradient: number[] }[];
}

/** What `start` of `oracle/common.py` writes: the uniform distribution that torch starts weight and bias with. */
export interface Start {
  name: string;
  bound: number;
  std: number;
}

/** A fixture of `oracle/`. */
export function fixture<More = unknown>(name: string): { cases: Case[] } & More {
  return JSON.parse(readFileSync(new URL(`../src/fixtures/${name}.json`, import.meta.url), 'utf8'));
}

/** scale · sin(1.7 i + phase), the oracles' numbers. */
export function wave(shape: Shape, scale = 1, phase = 0): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => scale * Math.sin(1.7 * i + phase));
  return tensor(data, { shape });
}

/** Equal to ten digits of the largest. */
export async function expectClose(x: Tensor, values: readonly number[], what: string): Promise<void> {
  const data = await x.data();
  expect(data.length, what).toBe(values.length);
  const largest = Math.max(1e-3, ...values.map(Math.abs));
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(data[i]! - value)), 0);
  expect(worst / largest, `${what}: [${data}], not [${values}]`).toBeLessThan(1e-10);
}

/** The names and shapes of a tree of parameters. */
export function shapesOf(params: unknown): Record<string, Shape> {
  const leaves = tree.flatten(params) as { path: string; leaf: Tensor }[];
  return Object.fromEntries(leaves.map(({ path, leaf }) => [path, leaf.shape]));
}

/**
 * That a layer has the parameters of a torch module, by name, shape and order, and the same values and gradients with the
 * same parameters and input.
 */
export async function expectLikeTorch<P>(
  layer: Layer<P>,
  { name, input, scale, output, loss, inputGradient, parameters }: Case,
  lossOf = (y: Tensor) => sum(mul(y, wave(y.shape, 1, 1.1))),
): Promise<void> {
  const started = layer.init(key(0));
  expect(Object.entries(shapesOf(started)), name).toEqual(parameters.map(({ path, shape }) => [path, shape]));
  let phase = 0;
  const params = tree.map(started, (p) => wave((p as Tensor).shape, scale, ++phase)) as P;
  const whole = inputGradient === null;
  const x = tensor(whole ? Int32Array.from(input.data) : Float64Array.from(input.data), { shape: input.shape });
  // Indices have no gradient: a float that nothing uses stands in for them.
  const [value, [gradients, inputGradients], y] = valueAndGrad(
    ([p, given]: readonly [P, Tensor]) => {
      const result = layer.apply(p, whole ? x : given);
      return [lossOf(result), result] as const;
    },
    { aux: true },
  )([params, whole ? uniform(key(0), []) : x]);
  expect(y.shape, name).toEqual(output.shape);
  await expectClose(y, output.data, `${name}: output`);
  await expectClose(value, [loss], `${name}: loss`);
  if (inputGradient) await expectClose(inputGradients, inputGradient, `${name}: gradient of the input`);
  const leaves = tree.leaves(gradients) as Tensor[];
  for (const [i, { path, gradient }] of parameters.entries()) {
    await expectClose(leaves[i]!, gradient, `${name}: gradient of ${path}`);
  }
}

/** That weight and bias of a layer are drawn from U(±bound), as torch draws them. */
export async function expectStart<P extends { weight: Tensor; bias?: Tensor }>(
  layer: Layer<P>,
  { name, bound, std }: Start,
): Promise<void> {
  const { weight, bias } = layer.init(key(3));
  for (const p of [weight, bias!]) {
    const data = Array.from(await p.data());
    const mean = data.reduce((a, b) => a + b, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length);
    const furthest = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(furthest / bound, name).toBeLessThanOrEqual(1 + 1e-6);
    expect(furthest / bound, name).toBeGreaterThan(0.98);
    // Five standard errors.
    expect(Math.abs(mean) / std, name).toBeLessThan(5 / Math.sqrt(data.length));
    expect(Math.abs(deviation / std - 1), name).toBeLessThan(2.3 / Math.sqrt(data.length));
  }
}
