import { expect, test } from 'vitest';
import { expectDistribution, uniformCdf } from '../test/distribution.js';
import { uniform } from './uniform.js';

test('draws from U[min, max)', async () => {
  await expectDistribution(uniform(), uniformCdf(0, 1));
  // tfjs reads a bound of 0 as "not given".
  await expectDistribution(uniform({ min: 0, max: 3 }), uniformCdf(0, 3));
  await expectDistribution(uniform({ min: -2, max: 0 }), uniformCdf(-2, 0));
});

test('wrong options are errors', () => {
  expect(() => uniform({ min: 1 })).toThrow('uniform: min 1 must be less than max 1');
  expect(() => uniform({ max: Number.POSITIVE_INFINITY })).toThrow('uniform: max Infinity must be a finite number');
  expect(() => uniform({ minval: 1 } as object)).toThrow("unknown option 'minval'");
});
