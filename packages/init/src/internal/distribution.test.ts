import { expect, test } from 'vitest';
import { distance, expectDistribution, normalCdf, uniformCdf } from '../../test/distribution.js';
import { normal } from '../normal.js';

test('the distribution functions', () => {
  expect(normalCdf(0)).toBe(0.5);
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 12);
  expect(normalCdf(-1.96)).toBeCloseTo(0.024997895148220435, 12);
  expect(uniformCdf(-1, 3)(0)).toBe(0.25);
  expect(uniformCdf(-1, 3)(4)).toBe(1);
});

test('the distance', () => {
  expect(distance([0.5], uniformCdf(0, 1))).toBe(0.5);
  expect(distance([0.75, 0.25], uniformCdf(0, 1))).toBe(0.25);
});

test('the twelve per cent that an uncorrected cut takes off are found', async () => {
  await expect(expectDistribution(normal({ std: 0.88 }), normalCdf)).rejects.toThrow(/less than/);
});
