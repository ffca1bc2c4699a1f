import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectDistribution, normalCdf } from '../test/distribution.js';
import { normal } from './normal.js';

test('draws from N(mean, std²)', async () => {
  await expectDistribution(normal(), normalCdf);
  await expectDistribution(normal({ mean: -3, std: 0.02 }), (x) => normalCdf((x + 3) / 0.02));
});

test('the same key, the same numbers; another key, others', async () => {
  const draw = (seed: number) => normal()(key(seed), [4]).data();
  expect(await draw(1)).toEqual(await draw(1));
  expect(await draw(1)).not.toEqual(await draw(2));
});

test('wrong options are errors', () => {
  expect(() => normal({ std: 0 })).toThrow('normal: std 0 must be a finite number above 0');
  expect(() => normal({ mean: Number.NaN })).toThrow('normal: mean NaN must be a finite number');
  expect(() => normal({ stddev: 1 } as object)).toThrow("normal: unknown option 'stddev'; allowed: mean, std");
});
