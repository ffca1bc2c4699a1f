import { readFileSync } from 'node:fs';
import type { Tensor } from '@saddlepoint/tensor';
import { expect } from 'vitest';

export { wave } from '../src/conformance/wave.js';

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

/** Equal to twelve digits of the largest. */
export async function expectClose(x: Tensor, values: readonly number[], digits = 12): Promise<void> {
  const data = await x.data();
  expect(data.length).toBe(values.length);
  const largest = Math.max(1e-3, ...values.map(Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(data[i]! - value) / largest, `${data[i]} at ${i}, not ${value}`).toBeLessThan(10 ** -digits);
  });
}
