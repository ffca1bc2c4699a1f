import { readFileSync } from 'node:fs';
import { type Shape, sizeOf, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { LayerLike, PassContext, StateView } from '../src/internal/layer.js';

/** What an oracle wrote. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../src/fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** scale · sin(1.7 i + phase), the oracles' inputs. */
export function wave(shape: Shape, scale = 1, phase = 0): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => scale * Math.sin(1.7 * i + phase));
  return tensor(data, { shape });
}

/** Equal to ten digits of the largest. */
export async function expectClose(x: Tensor, values: readonly number[], digits = 10): Promise<void> {
  const data = await x.data();
  expect(data.length).toBe(values.length);
  const largest = Math.max(1e-3, ...values.map(Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(data[i]! - value) / largest, `${data[i]} at ${i}, not ${value}`).toBeLessThan(10 ** -digits);
  });
}

/** Numbers as a tensor in double precision on the reference backend. */
export const float64 = (values: readonly number[], shape: Shape = [values.length]): Tensor =>
  tensor(Float64Array.from(values), { shape });

/** A layer applied with its state, as `@saddlepoint/nn` does it. */
export function passWith<P>(
  layer: LayerLike<P>,
  params: P,
  state: Readonly<Record<string, Tensor>>,
  x: Tensor,
  context: PassContext = {},
): { output: Tensor; state: Record<string, Tensor> } {
  const values = { ...state };
  const viewOf = (prefix: string): StateView => ({
    cumulative: false,
    read: (name) => values[prefix + name]!,
    write: (name, value) => {
      values[prefix + name] = value;
    },
    child: (name) => viewOf(`${prefix}${name}.`),
  });
  const output = layer.apply(params, x, { ...context, state: viewOf('') });
  return { output, state: values };
}
