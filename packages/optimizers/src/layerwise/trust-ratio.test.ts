import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { type ScaleByTrustRatioOptions, scaleByTrustRatio } from './trust-ratio.js';

const scaled = async (update: number[], param: number[], options: ScaleByTrustRatioOptions = {}) => {
  const { updates } = scaleByTrustRatio(options).update([tensor(update)], {}, [tensor(param)]);
  return Array.from(await updates[0]!.data());
};

test('c‖θ‖ / (‖u‖ + ε), 1 where a norm is 0', async () => {
  expect(await scaled([0, 2], [6, 8])).toEqual([0, 10]);
  expect(await scaled([0, 2], [6, 8], { trustCoefficient: 0.5, eps: 3 })).toEqual([0, 2]);
  expect(await scaled([0, 0], [6, 8])).toEqual([0, 0]);
  expect(await scaled([1, 2], [0, 0])).toEqual([1, 2]);
  expect(await scaled([1, 2], [6, 8], { mask: (x) => x.rank > 1 })).toEqual([1, 2]);
});

test('wrong options are errors', () => {
  expect(() => scaleByTrustRatio({ trustCoefficient: 0 })).toThrow(
    'trustCoefficient 0 must be a finite number above 0',
  );
  expect(() => scaleByTrustRatio({ eps: -1 })).toThrow('eps -1 must be');
  expect(() => scaleByTrustRatio({ minNorm: 1 } as object)).toThrow("unknown option 'minNorm'");
});
