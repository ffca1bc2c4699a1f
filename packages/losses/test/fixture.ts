import { readFileSync } from 'node:fs';
import { type Shape, sizeOf, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect } from 'vitest';

/** What `oracle/losses.py` wrote. */
interface Fixture {
  crossEntropy: {
    name: string;
    shape: number[];
    scale: number;
    labels: { shape: number[]; float: boolean; data: number[] };
    options: { reduction?: 'none' | 'mean' | 'sum'; label_smoothing?: number; ignore_index?: number };
    loss: number[];
    gradient: number[];
    labelGradient: number[] | null;
  }[];
  mse: { reduction: 'none' | 'mean' | 'sum'; loss: number[]; gradient: number[] }[];
}

export const fixture = JSON.parse(
  readFileSync(new URL('../src/fixtures/losses.json', import.meta.url), 'utf8'),
) as Fixture;

/** scale · sin(1.7 i + phase), the oracle's inputs. */
export function wave(shape: Shape, scale: number, phase: number): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => scale * Math.sin(1.7 * i + phase));
  return tensor(data, { shape });
}

/** Equal to twelve digits of the largest. */
export async function expectClose(x: Tensor, values: readonly number[], digits = 12): Promise<void> {
  const data = await x.data();
  expect(data.length).toBe(values.length);
  const largest = Math.max(1e-3, ...values.map(Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(data[i]! - value) / largest, `${data[i]} at ${i}, not ${value}`).toBeLessThan(10 ** -digits);
  });
}
