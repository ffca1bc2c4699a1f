import {
  ArgumentError,
  add,
  div,
  mean,
  mul,
  neg,
  reshape,
  showValue,
  sqrt,
  square,
  sub,
  type Tensor,
} from '@saddlepoint/tensor';
import {
  finite,
  nonNegative,
  requireAlike,
  requireNumber,
  requireParts,
  requireRank,
  requireScalar,
  requireShape,
  requireValues,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/** What the network predicts: the noise ε, the data x₀, the velocity v or the score. */
export type Prediction = 'epsilon' | 'x0' | 'v' | 'score';
const predictions: readonly string[] = ['epsilon', 'x0', 'v', 'score'];

/** @throws ArgumentError for another name. */
export function requirePrediction(owner: string, prediction: Prediction): void {
  if (predictions.includes(prediction)) return;
  throw new ArgumentError(
    `${owner}: prediction ${showValue(prediction)} is unknown; allowed: ${predictions.join(', ')}`,
  );
}

/** One number a sample, [batch], with axes to multiply x with. @throws unless it fits. */
export function perSampleFactor(owner: string, name: string, factor: Tensor, x: Tensor): Tensor {
  requireRank(owner, 'x', x, 'batch, values', false);
  requireShape(owner, name, factor, x.shape.slice(0, 1), ', one for each sample');
  return reshape(
    factor,
    x.shape.map((d, i) => (i === 0 ? d : 1)),
  );
}

/**
 * What to predict at x_t = √ᾱ x₀ + √(1 − ᾱ) ε: ε itself, x₀, v = √ᾱ ε − √(1 − ᾱ) x₀, or the score −ε / √(1 − ᾱ).
 *
 * When to use: ε is the classic; v stays well scaled at every noise level; x₀ or v is needed when the last step is pure
 * noise (ᾱ = 0, zero terminal SNR), where ε says nothing.
 *
 * @param parts x0 and noise [batch, ...] of one shape, alphaBar ᾱ [batch], from 0 to 1.
 * @throws ShapeError, DTypeError; where ᾱ is known ArgumentError for one outside 0 … 1, and where the target would be
 *   undefined or empty: ᾱ = 0 for ε, ᾱ = 1 for the score.
 * Source: Ho et al. 2020, arXiv:2006.11239; v: Salimans, Ho 2022, arXiv:2202.00512; Lin et al. 2023, arXiv:2305.08891.
 */
export function diffusionTarget(
  prediction: Prediction,
  parts: { x0: Tensor; noise: Tensor; alphaBar: Tensor },
): Tensor {
  requirePrediction('diffusionTarget', prediction);
  requireParts('diffusionTarget', parts, 'x0, noise, alphaBar');
  const { x0, noise, alphaBar } = parts;
  requireAlike('diffusionTarget', { x0, noise });
  requireFloats('diffusionTarget', { x0, alphaBar });
  requireAlphaBar('diffusionTarget', prediction, alphaBar);
  const a = perSampleFactor('diffusionTarget', 'alphaBar', alphaBar, x0);
  if (prediction === 'epsilon') return noise;
  if (prediction === 'x0') return x0;
  const spread = sqrt(sub(1, a));
  return prediction === 'score' ? neg(div(noise, spread)) : sub(mul(sqrt(a), noise), mul(spread, x0));
}

/** @throws ArgumentError for a noise level at which the prediction has no meaning, if the values are known. */
export function requireAlphaBar(owner: string, prediction: Prediction, alphaBar: Tensor): void {
  const zero = prediction === 'epsilon';
  const text = zero
    ? 'above 0 and up to 1 (at 0, zero terminal SNR, ε says nothing: predict v or x0)'
    : prediction === 'score'
      ? 'from 0 up to but not 1'
      : 'from 0 to 1';
  const test = (a: number) => a >= 0 && a <= 1 && !(zero && a === 0) && !(prediction === 'score' && a === 1);
  requireValues(owner, 'alphaBar', alphaBar, { text, test });
}

export interface DiffusionLossOptions extends LossOptions {
  /** A factor ≥ 0 for each sample, [batch], as of `minSnrWeight`. Default none: L_simple. */
  weights?: Tensor;
}

/**
 * The squared error of a prediction, averaged over a sample's values: one number a sample, times its weight.
 *
 * When to use: every network trained to denoise, with `diffusionTarget` or `flowMatching` as the target.
 *
 * @param prediction @param target [batch, ...] of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for negative weights where they are known.
 * Source: Ho et al. 2020, arXiv:2006.11239.
 */
export function diffusionLoss(prediction: Tensor, target: Tensor, options: DiffusionLossOptions = {}): Tensor {
  checkLossOptions('diffusionLoss', options, ['weights']);
  const { weights, ...rest } = options;
  requireAlike('diffusionLoss', { prediction, target });
  requireRank('diffusionLoss', 'prediction', prediction, 'batch, values', false);
  const losses = meanPerSample(square(sub(prediction, target)));
  if (weights === undefined) return finish('diffusionLoss', losses, rest);
  requireAlike('diffusionLoss', { losses, weights });
  requireValues('diffusionLoss', 'weights', weights, nonNegative);
  return finish('diffusionLoss', mul(losses, weights), rest);
}

/** Means over all axes but the first. */
export function meanPerSample(x: Tensor): Tensor {
  return mean(x, x.shape.map((_, i) => i).slice(1));
}

/**
 * Loss of the subject's samples + weight · loss of samples of its class, which keeps the class from becoming the
 * subject.
 *
 * When to use: fine-tuning on a few pictures of one subject, to keep what the model knows of its class.
 *
 * @param loss @param priorLoss scalars @param weight ≥ 0. Default 1.
 * @throws ShapeError, DTypeError; ArgumentError for a negative weight.
 * Source: Ruiz et al. 2022, "DreamBooth", arXiv:2208.12242.
 */
export function priorPreservation(loss: Tensor, priorLoss: Tensor, weight = 1): Tensor {
  requireAlike('priorPreservation', { loss, priorLoss });
  for (const [name, x] of Object.entries({ loss, priorLoss })) requireScalar('priorPreservation', name, x, finite);
  requireNumber('priorPreservation', 'weight', weight, nonNegative);
  return add(loss, mul(priorLoss, weight));
}
