import { adamw } from '@saddlepoint/optimizers';
import { reference } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { tiny, untimed } from '../test/tiny.js';
import { compareOptimizers, standardOptimizers } from './compare-optimizers.js';

test('loss, accuracy, gradient norm, memory and time of each', async () => {
  const make = () => compareOptimizers(reference(), tiny);
  const made = await make();
  expect(made.summary.rows.map(([name]) => name)).toEqual(Object.keys(standardOptimizers()));
  expect(made.summary.columns.slice(1)).toEqual([
    'test loss',
    'test error %',
    'training loss',
    'gradient norm',
    'memory MB',
    'state MB',
    'step ms',
    'time s',
  ]);
  const of = (column: string) =>
    made.table.rows.map((row) => row[made.table.columns.indexOf(column)] as number).filter((_, i) => i % 2 === 0);
  const parameters = (4 * (16 * 12 + 12 + 12 * 3 + 3)) / 1e6;
  const [momentum, adam, lion] = of('state MB').map((mb) => mb / parameters) as [number, number, number];
  expect([momentum, lion].map((x) => x.toFixed(6))).toEqual(['1.000000', '1.000000']);
  // Two moments and the number of the step.
  expect(adam).toBeCloseTo(2 + 4e-6 / parameters, 9);
  expect(of('memory MB')[1]! / parameters).toBeCloseTo(2 + adam, 9);
  const [first] = made.runs;
  expect(of('training loss')[0]).toBe(first!.loss.at(-1));
  expect(of('time s')[0]).toBeCloseTo(first!.stepSeconds * 9, 12);
  expect(made.figures.map(({ svg }) => /aria-label="([^"]*)"/.exec(svg)![1])).toEqual([
    'Training loss',
    'Test accuracy',
    'Gradient norm',
    'Training loss over time',
  ]);
  expect(untimed((await make()).table)).toEqual(untimed(made.table));
});

test('standard optimizers take learning rates', async () => {
  const made = await compareOptimizers(reference(), {
    ...tiny,
    seeds: [0],
    optimizers: { still: standardOptimizers({ Lion: 0 }).Lion, moved: standardOptimizers().Lion },
  });
  const [still, moved] = made.runs.map(({ tests }) => new Set(tests.map(({ loss }) => loss)).size);
  expect([still, moved]).toEqual([1, 4]);
  expect(() => standardOptimizers({ AdamW: 1 } as never)).toThrow("standardOptimizers: unknown option 'AdamW'");
  expect(() => standardOptimizers({ SGD: -1 })).toThrow('learningRate');
});

test('optimizers of your own; what is none is an error', async () => {
  const one = { 'AdamW, 0.01': adamw({ learningRate: 0.01 }) };
  const made = await compareOptimizers(reference(), { ...tiny, seeds: [0], optimizers: one });
  expect(made.summary.rows[0]![0]).toBe('AdamW, 0.01');
  const wrong = (options: object) => compareOptimizers(reference(), { ...tiny, ...options });
  await expect(wrong({ optimizers: { a: 1e-3 } })).rejects.toThrow(
    "compareOptimizers: optimizers: 'a' must be an optimizer such as adam()",
  );
  await expect(wrong({ optimizers: {} })).rejects.toThrow('compareOptimizers: there is nothing to compare');
  await expect(wrong({ inits: {} })).rejects.toThrow("compareOptimizers: unknown option 'inits'");
});
