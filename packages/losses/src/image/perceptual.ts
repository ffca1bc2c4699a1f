import { ArgumentError, mean, mul, square, sub, sum, type Tensor } from '@saddlepoint/tensor';
import {
  nonNegative,
  requireAlike,
  requireFlags,
  requireFunction,
  requireList,
  requireNumber,
  requireRank,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions, total } from '../internal/loss.js';
import { unit } from '../internal/unit.js';

export interface PerceptualOptions extends LossOptions {
  /** A factor ≥ 0 for each layer. Default all 1. */
  layerWeights?: readonly number[];
  /**
   * Give every pixel's features length 1 first, as LPIPS does. Default true; false is the feature loss of style
   * transfer.
   */
  normalize?: boolean;
}

/**
 * Distance of two images to the eye of a network: Σ over layers of w · mean over pixels of Σ over channels (f(x) −
 * f(y))², one loss an image.
 *
 * When to use: super-resolution, autoencoders, style transfer, where `mse` blurs. The extractor is yours (some layers
 * of a trained VGG, say) and decides what counts; freeze it.
 *
 * @param extractor from images to a list of feature maps [batch, channels, ...pixels].
 * @param prediction @param target of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for weights that do not fit.
 * Source: Johnson et al. 2016, arXiv:1603.08155; Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features as
 * a Perceptual Metric", arXiv:1801.03924 (LPIPS, whose learned channel weights can be part of the extractor).
 */
export function perceptual(
  extractor: (images: Tensor) => readonly Tensor[],
  prediction: Tensor,
  target: Tensor,
  options: PerceptualOptions = {},
): Tensor {
  checkLossOptions('perceptual', options, ['layerWeights', 'normalize']);
  requireFunction('perceptual', 'extractor', extractor);
  requireAlike('perceptual', { prediction, target });
  const [first, second] = [extractor(prediction), extractor(target)];
  for (const layers of [first, second]) requireList('perceptual', "the extractor's result", layers);
  const { layerWeights = first.map(() => 1), normalize = true } = options;
  requireFlags('perceptual', { normalize });
  requireList('perceptual', 'layerWeights', layerWeights);
  if (first.length === 0 || layerWeights.length !== first.length) {
    throw new ArgumentError(
      `perceptual: ${layerWeights.length} layerWeights for ${first.length} layers of the extractor`,
    );
  }
  const layers = first.map((x, i) => {
    requireFloats('perceptual', { [`layer ${i} of the extractor`]: x });
    requireRank('perceptual', `layer ${i} of the extractor`, x, 'batch, channels, pixels', false);
    requireNumber('perceptual', `layerWeights[${i}]`, layerWeights[i]!, nonNegative);
    const ready = (f: Tensor) => (normalize ? unit(f, 1, 1e-10) : f);
    const apart = sum(square(sub(ready(x), ready(second[i]!))), 1);
    return mul(mean(apart, apart.shape.map((_, a) => a).slice(1)), layerWeights[i]!);
  });
  return finish('perceptual', total(layers), options);
}
