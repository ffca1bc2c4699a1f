import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectDistribution, uniformCdf } from '../test/distribution.js';
import { lMomentum } from './l-momentum.js';

async function varianceOf(scheme: ReturnType<typeof lMomentum>, shape: number[]) {
  const w = Array.from(await scheme(key(3), shape).data());
  const mean = w.reduce((a, b) => a + b, 0) / w.length;
  return w.reduce((a, b) => a + (b - mean) ** 2, 0) / w.length;
}

test('the variance is exact: α as the source has it, α / fanIn corrected', async () => {
  for (const shape of [
    [30, 50],
    [8, 2, 5, 5],
  ]) {
    expect(await varianceOf(lMomentum({ alpha: 0.9, form: 'source' }), shape)).toBeCloseTo(0.9, 5);
    expect(await varianceOf(lMomentum({ alpha: 2 }), shape)).toBeCloseTo(2 / 50, 6);
  }
});

test('the values are uniform', async () => {
  const bound = Math.sqrt(3 / 50);
  await expectDistribution(lMomentum(), uniformCdf(-bound, bound));
});

test('parameters of one number or none', async () => {
  expect(await lMomentum()(key(0), [0, 3]).data()).toHaveLength(0);
  expect(Number.isFinite(await lMomentum()(key(0), [1, 1]).item())).toBe(true);
});

test('wrong options are errors', () => {
  expect(() => lMomentum({ alpha: 0 })).toThrow('lMomentum: alpha 0 must be a finite number above 0');
  expect(() => lMomentum({ form: 'paper' as 'source' })).toThrow("form 'paper' is unknown; allowed: corrected, source");
  expect(() => lMomentum()(key(0), [5])).toThrow('shape [5] has no axis 1');
  expect(() => lMomentum({ beta: 1 } as object)).toThrow("lMomentum: unknown option 'beta'");
});
