import { checkOptions, div, minimum, mul, pow, sub, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, positive, requireNumber } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { type Prediction, requireAlphaBar, requirePrediction } from './targets.js';

export interface MinSnrOptions {
  /** γ > 0. Default 5. */
  gamma?: number;
}

/**
 * min(s, γ) / s for ε, min(s, γ) for x₀, min(s, γ) / (s + 1) for v, (1 − ᾱ) min(s, γ) / s for the score, s = ᾱ / (1 − ᾱ)
 * the signal-to-noise ratio: what makes each prediction's loss that of x₀ weighted with min(s, γ). Written with ᾱ, finite
 * at ᾱ = 0 (for x₀ and v) and at ᾱ = 1 (but for the score).
 *
 * When to use: training converges faster, as easy noise levels no longer dominate.
 *
 * @param alphaBar ᾱ [batch], from 0 to 1 @param prediction what the network predicts.
 * @throws ArgumentError for options out of range; where ᾱ is known, for ᾱ = 0 with ε or the score (0 / 0: predict v or
 *   x0), and ᾱ = 1 with the score.
 * Source: Hang et al. 2023, arXiv:2303.09556; the score's, which is −ε / √(1 − ᾱ), follows from that of ε.
 */
export function minSnrWeight(alphaBar: Tensor, prediction: Prediction, options: MinSnrOptions = {}): Tensor {
  checkOptions('minSnrWeight', options, ['gamma']);
  const { gamma = 5 } = options;
  requireFloats('minSnrWeight', { alphaBar });
  requirePrediction('minSnrWeight', prediction);
  requireNumber('minSnrWeight', 'gamma', gamma, positive);
  if (prediction === 'score') requireAlphaBar('minSnrWeight', 'epsilon', alphaBar);
  requireAlphaBar('minSnrWeight', prediction, alphaBar);
  const rest = sub(1, alphaBar);
  // min(s, γ) (1 − ᾱ) = min(ᾱ, γ (1 − ᾱ)), and s + 1 = 1 / (1 − ᾱ).
  const capped = minimum(alphaBar, mul(rest, gamma));
  if (prediction === 'v') return capped;
  if (prediction === 'x0') return minimum(div(alphaBar, rest), gamma);
  const ofNoise = div(capped, alphaBar);
  return prediction === 'epsilon' ? ofNoise : mul(ofNoise, rest);
}

export interface P2Options {
  /** γ ≥ 0; 0 is no weighting. Default 1. */
  gamma?: number;
  /** k > 0. Default 1. */
  k?: number;
}

/**
 * 1 / (k + s)^γ, s = ᾱ / (1 − ᾱ): less weight on low noise, where only imperceptible detail is learned. For ε
 * predictions.
 *
 * When to use: diffusion of images where content matters more than fine detail; `minSnrWeight` for faster training.
 *
 * @param alphaBar ᾱ [batch], from 0 up to but not 1.
 * @throws ArgumentError for options out of range. Source: Choi et al. 2022, arXiv:2204.00227.
 */
export function p2Weight(alphaBar: Tensor, options: P2Options = {}): Tensor {
  checkOptions('p2Weight', options, ['gamma', 'k']);
  const { gamma = 1, k = 1 } = options;
  requireFloats('p2Weight', { alphaBar });
  requireNumber('p2Weight', 'gamma', gamma, nonNegative);
  requireNumber('p2Weight', 'k', k, positive);
  requireAlphaBar('p2Weight', 'score', alphaBar);
  return pow(div(alphaBar, sub(1, alphaBar)).add(k), -gamma);
}
