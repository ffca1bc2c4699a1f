import { readFileSync } from 'node:fs';
import { key, sizeOf, split, valuesNow } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { chanceOf, cutCdf, normalCdf, uniformCdf } from '../test/distribution.js';
import * as init from './index.js';

/** What `oracle/distributions.py` wrote: what the reference draws from, with some values of SciPy's distribution function. */
interface Row {
  scheme: string;
  options: object;
  layout: string;
  shape: number[];
  count: number;
  reference: string;
  distribution: { name: 'norm' | 'uniform' | 'truncnorm'; args: [number, number]; loc: number; scale: number };
  cdf: [x: number, p: number][];
}

const { rows } = JSON.parse(readFileSync(new URL('./fixtures/distributions.json', import.meta.url), 'utf8')) as {
  rows: Row[];
};

const schemes = new Map<string, unknown>(Object.entries(init));

function cdfOf({ name, args, loc, scale }: Row['distribution']): (x: number) => number {
  const standard = { norm: () => normalCdf, uniform: () => uniformCdf(0, 1), truncnorm: () => cutCdf(...args) }[name]();
  return (x) => standard((x - loc) / scale);
}

test.each(rows)('$scheme $options, $layout $shape: the distribution of $reference', (row) => {
  const cdf = cdfOf(row.distribution);
  for (const [x, p] of row.cdf) expect(cdf(x)).toBeCloseTo(p, 5);
  const scheme = schemes.get(row.scheme) as (options: object) => init.Initializer;
  const initializer = scheme(row.options);
  const keys = split(key(13), row.count);
  const draws = keys.flatMap((k) => Array.from(valuesNow('test', initializer(k, row.shape))));
  expect(draws).toHaveLength(row.count * sizeOf(row.shape));
  expect(chanceOf(draws, cdf)).toBeGreaterThanOrEqual(1e-3);
});

test('another scale, shift or shape of the distribution is noticed', () => {
  const draws = Array.from(valuesNow('test', init.normal()(key(13), [3000])));
  expect(chanceOf(draws, normalCdf)).toBeGreaterThan(1e-3);
  expect(chanceOf(draws, (x) => normalCdf(x * 0.88))).toBeLessThan(1e-3);
  expect(chanceOf(draws, (x) => normalCdf(x + 0.1))).toBeLessThan(1e-3);
  expect(chanceOf(draws, uniformCdf(-Math.sqrt(3), Math.sqrt(3)))).toBeLessThan(1e-3);
});
