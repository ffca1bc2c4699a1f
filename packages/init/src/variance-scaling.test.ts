import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { camelCase, expectValues, jaxAxes, schemes } from '../test/schemes.js';
import { type FanMode, type VarianceScalingOptions, varianceScaling } from './variance-scaling.js';

test.each(schemes.scaling)('$shape $mode $distribution: the numbers of jax', async (row) => {
  const mode = camelCase(row.mode) as FanMode;
  const distribution = camelCase(row.distribution) as NonNullable<VarianceScalingOptions['distribution']>;
  await expectValues(varianceScaling({ scale: row.scale, mode, distribution, axes: jaxAxes }), row);
});

test('fans from the layer, and an empty parameter', async () => {
  const [a, b] = [varianceScaling()(key(1), [3], { fanIn: 4, fanOut: 1 }), varianceScaling()(key(1), [3, 4])];
  expect((await a.data())[0]).toBeCloseTo((await b.data())[0]!, 6);
  expect(await varianceScaling()(key(1), [0, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => varianceScaling()(key(0), [5])).toThrow(ShapeError);
  expect(() => varianceScaling({ scale: 0 })).toThrow('varianceScaling: scale 0 must be a finite number above 0');
  expect(() => varianceScaling({ mode: 'fan_in' as 'fanIn' })).toThrow(
    "varianceScaling: mode 'fan_in' is unknown; allowed: fanIn, fanOut, fanAvg, fanGeoAvg",
  );
  expect(() => varianceScaling({ distribution: 'cauchy' as 'normal' })).toThrow(
    "distribution 'cauchy' is unknown; allowed: normal, truncatedNormal, uniform",
  );
  expect(() => varianceScaling({ gain: 1 } as object)).toThrow("varianceScaling: unknown option 'gain'");
});
