import { add, norm, relu, sub, type Tensor } from '@saddlepoint/tensor';
import { nonNegative, requireAlike, requireNumber, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface TripletOptions extends LossOptions {
  /** How much farther the negative must be, ≥ 0. Default 1. */
  margin?: number;
}

/**
 * max(0, ‖a − p‖ − ‖a − n‖ + margin), one loss a row. `torch.nn.functional.triplet_margin_loss`, whose 1e-6 is added to
 * every difference as there.
 *
 * When to use: metric learning with mined triplets; easy triplets teach nothing.
 *
 * @param anchor @param positive @param negative [..., features], of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for a negative margin.
 * Source: Schroff et al. 2015, "FaceNet", arXiv:1503.03832.
 */
export function triplet(anchor: Tensor, positive: Tensor, negative: Tensor, options: TripletOptions = {}): Tensor {
  checkLossOptions('triplet', options, ['margin']);
  const { margin = 1 } = options;
  requireAlike('triplet', { anchor, positive, negative });
  requireRank('triplet', 'anchor', anchor, 'features', false);
  requireNumber('triplet', 'margin', margin, nonNegative);
  const to = (other: Tensor) => norm(add(sub(anchor, other), 1e-6), -1);
  return finish('triplet', relu(add(sub(to(positive), to(negative)), margin)), options);
}
