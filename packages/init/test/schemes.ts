import { readFileSync } from 'node:fs';
import { key } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Initializer } from '../src/initializer.js';

interface Values {
  shape: number[];
  values: number[];
}

/** What `oracle/schemes.py` wrote. */
interface Fixture {
  scaling: (Values & { scale: number; mode: string; distribution: string })[];
  named: (Values & { name: string })[];
  dirac: (Values & { groups: number })[];
  zero: Values[];
  gelu: number;
}

export const schemes = JSON.parse(
  readFileSync(new URL('../src/fixtures/schemes.json', import.meta.url), 'utf8'),
) as Fixture;

/** The axes of JAX's kernels [...kernel, in, out]. */
export const jaxAxes = { input: -2, output: -1 };

/** `fan_geo_avg` → `fanGeoAvg`. */
export const camelCase = (name: string): string => name.replace(/_(.)/g, (_, c: string) => c.toUpperCase());

/** That an initialiser gives what the reference gives for the same key. */
export async function expectValues(initializer: Initializer, { shape, values }: Values): Promise<void> {
  const got = await initializer(key(7), shape).data();
  expect(got).toHaveLength(values.length);
  const largest = Math.max(...values.map(Math.abs));
  got.forEach((x, i) => {
    expect(Math.abs(x - values[i]!), `value ${i}`).toBeLessThanOrEqual(2e-6 * largest);
  });
}

/** The reference's rows for a scheme of JAX. */
export const named = (name: string) => schemes.named.filter((row) => row.name === name);
