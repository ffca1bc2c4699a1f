import { ArgumentError } from '@saddlepoint/tensor';
import { requireFinite } from './internal/check.js';

/** Activations with a known gain. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu' | 'gelu';

const gains: { readonly [name in Exclude<Nonlinearity, 'leakyRelu'>]: number } = {
  linear: 1,
  sigmoid: 1,
  tanh: 5 / 3,
  relu: Math.SQRT2,
  selu: 3 / 4,
  // ∫ gelu(z)² φ(z) dz = 0.42522 for the exact form, the one with erf.
  gelu: 1.5335304411955353,
};

/**
 * The factor that makes up for what an activation does to the scale of its input.
 *
 * linear 1, sigmoid 1, tanh 5/3, relu √2, leakyRelu √(2 / (1 + slope²)), selu 3/4: PyTorch's table. gelu 1.5335, which
 * PyTorch does not have, is 1 / √E[gelu(z)²] for z ~ N(0, 1), as √2 is for relu. For a self-normalising network take
 * `linear` instead of `selu`: 3/4 gives up the fixed point for a steadier gradient.
 *
 * @param negativeSlope of `leakyRelu` alone. Default 0.01.
 * @throws ArgumentError for another name, or a slope where there is none.
 */
export function gain(nonlinearity: Nonlinearity, negativeSlope?: number): number {
  if (nonlinearity === 'leakyRelu') {
    const slope = requireFinite('gain', 'negativeSlope', negativeSlope ?? 0.01);
    return Math.sqrt(2 / (1 + slope * slope));
  }
  if (negativeSlope !== undefined) {
    throw new ArgumentError(
      `gain: negativeSlope ${negativeSlope} belongs to 'leakyRelu'; '${nonlinearity}' has no slope`,
    );
  }
  if (!Object.hasOwn(gains, nonlinearity)) {
    const names = [...Object.keys(gains), 'leakyRelu'].join(', ');
    throw new ArgumentError(`gain: nonlinearity '${nonlinearity}' is unknown; allowed: ${names}`);
  }
  return gains[nonlinearity];
}
