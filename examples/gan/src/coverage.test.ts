import { key } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { coverageOf, drawn } from './coverage.js';
import { mixtures, samplePoints } from './mixtures.js';

describe('mixtures', () => {
  test.each(['grid', 'ring25', 'ring'] as const)(
    'points of the %s cover it, all but 1.1 % within three deviations',
    async (name) => {
      const points = await samplePoints(mixtures[name], key(1), drawn).data();
      const { modes, quality } = coverageOf(points, mixtures[name]);
      expect(modes).toBe(mixtures[name].centres.length);
      expect(quality).toBeCloseTo(1 - Math.exp(-4.5), 2);
    },
  );
});

describe('coverage', () => {
  const repeat = (x: number, y: number, times: number) => Array.from({ length: times }, () => [x, y]).flat();

  test('a mode counts from 20 samples on', () => {
    const points = [...repeat(0, 0, 20), ...repeat(1, 1, 19), ...repeat(2, 2.16, 61)];
    expect(coverageOf(points, mixtures.grid)).toEqual({ modes: 1, quality: 0.39 });
  });

  test('a cloud over all of the grid covers nothing', () => {
    const points = Array.from({ length: drawn }, (_, i) => [
      -2.45 + 0.1 * (i % 50),
      -2.45 + 0.1 * Math.floor(i / 50),
    ]).flat();
    expect(coverageOf(points, mixtures.grid).modes).toBe(0);
    expect(coverageOf(points, mixtures.grid).quality).toBeLessThan(0.1);
  });
});
