import { constant } from '@saddlepoint/init';
import { conv2d, flatten, linear, relu, sequential } from '@saddlepoint/nn';
import { sgd } from '@saddlepoint/optimizers';
import { log, reference, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { tiny, untimed } from '../test/tiny.js';
import { compareInits } from './compare-inits.js';
import { everyWeight, standardInits } from './init-schemes.js';

test('the table of the source, with right definitions and its own', async () => {
  const made = await compareInits(reference(), { ...tiny, epochs: 6, targetLoss: 0.8 });
  const names = Object.keys(standardInits());
  const measures = ['test error %', 'steps', 'condition', 'spectral norm', 'rank ratio', 'time s'];
  const theirs = ['error rate', 'convergence speed', 'condition', 'spectral norm', 'rank ratio', 'time s'];
  expect(made.summary.columns).toEqual(['', ...measures]);
  expect(made.source!.columns).toEqual(['', ...theirs]);
  expect(made.table.columns).toEqual(['variant', 'seed', ...measures, ...theirs.map((name) => `source: ${name}`)]);
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
    spectra.reduce((sum, s) => sum + (s.nuclearCount95 - 1) / s.singularValues.length, 0) / 2,
    9,
  );
  expect(cell('Kaiming', 'source: spectral norm')).toBe(cell('Kaiming', 'spectral norm'));
  expect(cell('scaled orthogonal (source)', 'spectral norm')).toBeCloseTo(
    (Math.sqrt(2 / 16) + Math.sqrt(2 / 12)) / 2,
    5,
  );
  expect(cell('orthogonal', 'condition')).toBeCloseTo(1, 5);
  expect(cell('orthogonal', 'spectral norm')).toBeCloseTo(1, 5);
  expect(cell('orthogonal', 'rank ratio')).toBeCloseTo(1, 5);
  // The corrected form keeps what the source's multiplies: √fanIn lies between the two spectra.
  expect(cell('L-momentum (source)', 'spectral norm')).toBeGreaterThan(1.8 * cell('L-momentum', 'spectral norm'));
  expect(made.figures.map(({ svg }) => /aria-label="([^"]*)"/.exec(svg)![1])).toEqual([
    'Training loss',
    'Test accuracy',
    'Singular values of 1.weight at the start',
  ]);
  expect(made.notes.join()).toContain('at most 0.8');
});

test("the source's convergence speed, from the test losses", async () => {
  const inits = { Kaiming: standardInits().Kaiming!, zero: everyWeight(() => constant(0)) };
  const made = await compareInits(reference(), { ...tiny, inits, seeds: [0], epochs: 4 });
  const speeds = made.runs.map(({ tests }) => {
    const losses = tests.slice(1).map(({ loss }) => loss);
    const improved = losses.map((loss, i) => i === 0 || loss < 0.99 * Math.min(...losses.slice(0, i)));
    return (4 - improved.lastIndexOf(true)) / 4;
  });
  const column = made.table.columns.indexOf('source: convergence speed');
  expect(made.table.rows.map((row) => row[column])).toEqual(speeds);
  expect(speeds[0]).toBeLessThan(1);
  const lost = await compareInits(reference(), {
    ...tiny,
    inits: { Kaiming: standardInits().Kaiming! },
    optimizer: sgd({ learningRate: 1e38 }),
    batchSize: 2,
    seeds: [0],
  });
  expect(lost.source!.rows[0]!.slice(1, 3)).toEqual(['nan', '0.00']);
});

test('the table tells of trainings that are all lost at their first step, and of weights without a spectrum', async () => {
  const broken = { init: () => ({}), apply: (_: unknown, x: Tensor) => log(x.square().neg()) };
  const network = sequential(flatten(), linear(16, 3), broken);
  const inits = { zero: everyWeight(() => constant(0)) };
  const { summary, figures } = await compareInits(reference(), { ...tiny, network, inits });
  expect(summary.rows[0]!.slice(0, 4)).toEqual(['zero', 'diverged', 'never', '∞']);
  expect(figures.map(({ svg }) => /aria-label="([^"]*)"/.exec(svg)![1])).toEqual(['Test accuracy']);
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
