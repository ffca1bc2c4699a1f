import { expect, test } from 'vitest';
import { fixture } from '../../test/schedule.js';
import { type ReduceOnPlateauOptions, reduceOnPlateau } from './reduce-on-plateau.js';

const same = (m: number) => m;

test.each<[string, Omit<ReduceOnPlateauOptions, 'learningRate'>, number, (m: number) => number]>([
  ['defaults', {}, 0.1, same],
  ['impatient', { factor: 0.5, patience: 1, cooldown: 2, minLearningRate: 0.002 }, 0.1, same],
  [
    'max absolute',
    { mode: 'max', factor: 0.3, patience: 2, threshold: 0.02, thresholdMode: 'absolute' },
    0.1,
    (m) => -m,
  ],
  ['max relative', { mode: 'max', factor: 0.3, patience: 0, threshold: 0.05 }, 0.1, (m) => 2 - m],
  ['eps', { patience: 0 }, 1e-6, same],
])('%s: as in PyTorch', (name, options, learningRate, metricOf) => {
  const plateau = reduceOnPlateau({ learningRate, ...options });
  let state = plateau.init();
  const rates = fixture.metrics.map((m) => {
    // The state survives a checkpoint at any time.
    state = plateau.update(JSON.parse(JSON.stringify(state)), metricOf(m));
    return state.learningRate;
  });
  expect(new Set(rates).size).toBeGreaterThan(1);
  rates.forEach((rate, i) => {
    expect(Math.abs(rate / fixture.plateaus[name]![i]! - 1), `report ${i}`).toBeLessThan(1e-12);
  });
});

test('wrong options and metrics are errors', () => {
  const plateau = (options: object) => () => reduceOnPlateau({ learningRate: 1, ...options });
  expect(plateau({ factor: 1 })).toThrow('factor 1 must be between 0 and 1');
  expect(plateau({ learningRate: 0 })).toThrow('learningRate 0 must be');
  expect(plateau({ patience: 0.5 })).toThrow('patience 0.5 must be');
  expect(plateau({ thresholdMode: 'rel' })).toThrow("thresholdMode 'rel' must be 'relative' or 'absolute'");
  expect(() => plateau({})().update(plateau({})().init(), Number.NaN)).toThrow('the metric is NaN');
});
