import { checkOptions, ShapeError, sameShape, showShape, sub, type Tensor } from '@saddlepoint/tensor';
import { type Reduction, reduce, requireReduction } from './internal/reduction.js';

export interface MseOptions {
  /** `mean` over all elements (default), their `sum`, or `none`: the squares themselves. */
  reduction?: Reduction;
}

/**
 * Mean squared error, (prediction − target)²: regression with Gaussian noise. `torch.nn.functional.mse_loss`.
 *
 * @param prediction @param target of one shape: they do not broadcast, as that is nearly always a mistake.
 * @throws ShapeError for different shapes; ArgumentError for an unknown reduction.
 */
export function mse(prediction: Tensor, target: Tensor, options: MseOptions = {}): Tensor {
  checkOptions('mse', options, ['reduction']);
  const reduction = requireReduction('mse', options.reduction ?? 'mean');
  if (!sameShape(prediction.shape, target.shape)) {
    const shapes = `${showShape(prediction.shape)} and ${showShape(target.shape)}`;
    throw new ShapeError(`mse: prediction and target have different shapes, ${shapes}; reshape one of them`);
  }
  return reduce(sub(prediction, target).square(), reduction);
}
