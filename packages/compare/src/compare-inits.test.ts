import { constant } from '@saddlepoint/init';
import { conv2d, flatten, linear, relu, sequential } from '@saddlepoint/nn';
import { reference } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { tiny, untimed } from '../test/tiny.js';
import { compareInits } from './compare-inits.js';
import { everyWeight, standardInits } from './init-schemes.js';

test('the table of the source, with right definitions and its own', async () => {
  const made = await compareInits(reference(), { ...tiny, epochs: 6, targetLoss: 0.8 });
  const names = Object.keys(standardInits());
  expect(made.summary.columns).toEqual([
    '',
    'test error %',
    'steps',
    'condition',
    'spectral norm',
    'rank ratio',
    'time s',
    'source: error rate',
    'source: condition',
    'source: rank ratio',
  ]);
  expect(made.summary.rows.map(([name]) => name)).toEqual(names);
  expect(made.table.rows).toHaveLength(2 * names.length);
  const cell = (name: string, column: string) =>
    made.table.rows[2 * names.indexOf(name)]![made.table.columns.indexOf(column)] as number;
  const kaiming = made.runs.find(({ variant }) => variant === 'Kaiming')!;
  const last = kaiming.tests.at(-1)!;
  expect(cell('Kaiming', 'test error %')).toBeCloseTo(100 * (1 - last.accuracy), 9);
  expect(cell('Kaiming', 'source: error rate')).toBe(last.loss);
  const spectra = Object.values(kaiming.start);
  expect(Object.keys(kaiming.start)).toEqual(['1.weight', '3.weight']);
  const [a, b] = spectra.map(({ conditionNumber }) => conditionNumber) as [number, number];
  expect(cell('Kaiming', 'condition')).toBeCloseTo(Math.sqrt(a * b), 9);
  expect(cell('Kaiming', 'source: condition')).toBeCloseTo((a + b) / 2, 9);
  expect(cell('Kaiming', 'source: rank ratio')).toBeCloseTo(
    spectra.reduce((sum, s) => sum + s.nuclearCount95 / s.singularValues.length, 0) / 2,
    9,
  );
  expect(cell('orthogonal', 'condition')).toBeCloseTo(1, 5);
  expect(cell('orthogonal', 'spectral norm')).toBeCloseTo(1, 5);
  expect(cell('orthogonal', 'rank ratio')).toBeCloseTo(1, 5);
  // The corrected form keeps what the source's multiplies: √fanIn lies between the two spectra.
  expect(cell('L-momentum (source)', 'spectral norm')).toBeGreaterThan(
    2 * cell('L-momentum (corrected)', 'spectral norm'),
  );
  expect(made.figures.map(({ svg }) => /aria-label="([^"]*)"/.exec(svg)![1])).toEqual([
    'Training loss',
    'Test accuracy',
    'Singular values of 1.weight at the start',
  ]);
  expect(made.notes.join()).toContain('at most 0.8');
});

test('kernels count, and the same seed gives the same table', async () => {
  const network = sequential(conv2d(1, 4, 3), relu(), flatten(), linear(16, 3));
  const inits = { Kaiming: standardInits().Kaiming!, zero: everyWeight(() => constant(0)) };
  const make = () => compareInits(reference(), { ...tiny, network, inits, seeds: [5], epochs: 1 });
  const [one, two] = [await make(), await make()];
  expect(Object.keys(one.runs[0]!.start)).toEqual(['0.weight', '3.weight']);
  expect(one.runs[0]!.start['0.weight']!.singularValues).toHaveLength(4);
  expect(one.summary.rows[1]!.slice(2, 4)).toEqual(['never', '∞']);
  expect(untimed(one.table)).toEqual(untimed(two.table));
  expect(untimed(one.summary)).toEqual(untimed(two.summary));
});

test('wrong options are errors', async () => {
  const make = (wrong: object) => compareInits(reference(), { ...tiny, ...wrong });
  await expect(make({ targetLoss: 0 })).rejects.toThrow('compareInits: targetLoss 0 must be a finite number above 0');
  await expect(make({ inits: {} })).rejects.toThrow('compareInits: there is nothing to compare');
  await expect(make({ inits: { a: 1 } })).rejects.toThrow("compareInits: inits: 'a' must be a scheme");
  await expect(make({ optimizers: {} })).rejects.toThrow("compareInits: unknown option 'optimizers'");
});
