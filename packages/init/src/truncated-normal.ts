import { ArgumentError, checkOptions, truncatedNormal as truncatedNormalTensor } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireFinite, requirePositive } from './internal/check.js';

export interface TruncatedNormalOptions {
  /** Default 0. */
  mean?: number;
  /** Standard deviation before the cut, or of the result with `corrected`; above 0. Default 1. */
  std?: number;
  /** Where to cut, in standard deviations. Default −2. */
  lower?: number;
  /** Where to cut, in standard deviations; above lower. Default 2. */
  upper?: number;
  /** Shift and stretch so that the result has exactly this mean and std. Default false. */
  corrected?: boolean;
}

/**
 * A normal distribution without its tails: `mean + std · z`, with z standard normal restricted to (lower, upper).
 *
 * Cutting at ±2 makes the spread smaller: the result's standard deviation is 0.8796 · std. With `corrected` it is std
 * (and then values reach to ±2.27 std). Cuts count in standard deviations, as in JAX; PyTorch's `trunc_normal_` takes
 * them as values and never corrects, Keras's and JAX's variance scaling corrects, tfjs's does not though it should.
 *
 * @throws ArgumentError unless lower < upper, std > 0 and all are finite.
 */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  checkOptions('truncatedNormal', options, ['mean', 'std', 'lower', 'upper', 'corrected']);
  const mean = requireFinite('truncatedNormal', 'mean', options.mean ?? 0);
  const std = requirePositive('truncatedNormal', 'std', options.std ?? 1);
  const lower = requireFinite('truncatedNormal', 'lower', options.lower ?? -2);
  const upper = requireFinite('truncatedNormal', 'upper', options.upper ?? 2);
  if (lower >= upper) throw new ArgumentError(`truncatedNormal: lower ${lower} must be less than upper ${upper}`);
  const cut = options.corrected ? truncatedMoments(lower, upper) : { mean: 0, std: 1 };
  const scale = std / cut.std;
  const shift = mean - cut.mean * scale;
  return (key, shape) => truncatedNormalTensor(key, shape, { lower, upper, mean: shift, std: scale });
}

/** Mean and standard deviation of a standard normal restricted to (lower, upper), by Simpson's rule. */
export function truncatedMoments(lower: number, upper: number): { mean: number; std: number } {
  // Beyond 12 nothing is left in double precision; symmetric cuts keep a mean of exactly 0.
  const [low, high] = [Math.max(lower, -12), Math.min(upper, 12)];
  const steps = 4096;
  const total = (weigh: (z: number) => number): number => {
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const z = low + ((high - low) * i) / steps;
      sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * weigh(z) * Math.exp((-z * z) / 2);
    }
    return sum;
  };
  const mass = total(() => 1);
  const mean = lower === -upper ? 0 : total((z) => z) / mass;
  return { mean, std: Math.sqrt(total((z) => (z - mean) ** 2) / mass) };
}
