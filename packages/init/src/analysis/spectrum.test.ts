import { readFileSync } from 'node:fs';
import { key, normal, ShapeError, tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { orthogonal } from '../orthogonal.js';
import { type Spectrum, singularValues, spectrum } from './spectrum.js';

type Row = Omit<Spectrum, 'singularValues' | 'conditionNumber'> & {
  name: string;
  shape: number[];
  values: number[] | null;
  singularValues: number[];
  conditionNumber: number | null;
};

/** What `oracle/spectrum.py` wrote. */
const { rows } = JSON.parse(readFileSync(new URL('../fixtures/spectrum.json', import.meta.url), 'utf8')) as {
  rows: Row[];
};

const numbers = [
  'spectralNorm',
  'frobeniusNorm',
  'nuclearNorm',
  'nuclearRank',
  'effectiveRank',
  'stableRank',
  'nuclearCount95',
] as const;

test.each(rows)('$name $shape as NumPy has it', async (row) => {
  const weight = row.values ? tensor(Float64Array.from(row.values), { shape: row.shape }) : normal(key(7), row.shape);
  const found = await spectrum(weight);
  // Draws agree to single precision, singular values of the same numbers far better.
  const error = (row.values ? 1e-7 : 1e-6) * row.spectralNorm;
  expect(found.singularValues).toHaveLength(row.singularValues.length);
  row.singularValues.forEach((x, i) => {
    expect(Math.abs(found.singularValues[i]! - x), `value ${i}`).toBeLessThan(error);
  });
  for (const name of numbers) expect(Math.abs(found[name] / row[name] - 1), name).toBeLessThan(1e-5);
  if (row.conditionNumber === null) expect(found.conditionNumber).toBeGreaterThan(1e12);
  else if (row.conditionNumber < 1e6)
    expect(Math.abs(found.conditionNumber / row.conditionNumber - 1)).toBeLessThan(1e-4);
});

test('an orthogonal matrix, and numbers near the ends of the range', async () => {
  const found = await spectrum(orthogonal({ gain: 2 })(key(1), [20, 60]));
  expect(found.conditionNumber).toBeCloseTo(1, 5);
  expect(found.stableRank).toBeCloseTo(20, 4);
  const large = await singularValues(
    tensor([
      [3e38, 0],
      [0, 1e38],
    ]),
  );
  expect(large[0]! / 3e38).toBeCloseTo(1, 6);
  const small = await singularValues(
    tensor([
      [3e-38, 0],
      [0, 1e-38],
    ]),
  );
  expect(small[1]! / 1e-38).toBeCloseTo(1, 6);
});

test('zeros have no rank', async () => {
  const found = await spectrum(zeros([3, 2]));
  expect([found.nuclearRank, found.effectiveRank, found.stableRank, found.nuclearCount95]).toEqual([0, 0, 0, 0]);
  expect(found.conditionNumber).toBeNaN();
});

test('vectors, empty weights and numbers that are none are errors', async () => {
  await expect(spectrum(zeros([3]))).rejects.toThrow(ShapeError);
  await expect(spectrum(zeros([3]))).rejects.toThrow('singularValues: weight [3] must have two axes or more');
  await expect(spectrum([[1]] as never)).rejects.toThrow('singularValues: weight must be a tensor, got an array');
  await expect(spectrum(zeros([3, 0]))).rejects.toThrow('singularValues: the weight is empty');
  const bad = tensor([[1, Number.NaN]], { allowNonFinite: true });
  await expect(spectrum(bad)).rejects.toThrow('singularValues: value NaN at position 1 of the weight');
});
