import { readFileSync } from 'node:fs';

/** What `oracle/init.py` wrote. */
interface Fixture {
  gains: Record<string, number>;
  fans: { shape: number[]; fanIn: number; fanOut: number }[];
  kaiming: { shape: number[]; mode: string; nonlinearity: string; slope: number | null; std: number }[];
  xavier: { shape: number[]; gain: number; std: number }[];
  truncated: { lower: number; upper: number; mean: number; std: number }[];
}

export const fixture = JSON.parse(
  readFileSync(new URL('../src/fixtures/init.json', import.meta.url), 'utf8'),
) as Fixture;
