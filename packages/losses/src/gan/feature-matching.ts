import { ArgumentError, checkOptions, mean, square, stopGradient, sub, type Tensor } from '@saddlepoint/tensor';
import { requireAlike, requireList, requireRank } from '../internal/checks.js';
import { total } from '../internal/loss.js';

/**
 * Feature matching: Σ over layers of the mean of (E f(real) − E f(fake))², E over the batch: a number for the batches
 * as a whole, without single losses to reduce. No gradient flows to the real features.
 *
 * When to use: a generator that oscillates; semi-supervised GANs.
 *
 * @param real @param fake features of the discriminator's layers, [batch, ...] each.
 * @throws ArgumentError for lists of different lengths or none; ShapeError for layers of different shapes.
 * Source: Salimans et al. 2016, arXiv:1606.03498.
 */
export function featureMatching(real: readonly Tensor[], fake: readonly Tensor[], options: object = {}): Tensor {
  checkOptions('featureMatching', options, []);
  for (const [name, layers] of Object.entries({ real, fake })) requireList('featureMatching', name, layers);
  if (real.length === 0 || real.length !== fake.length) {
    throw new ArgumentError(`featureMatching: ${real.length} layers of real and ${fake.length} of fake features`);
  }
  return total(
    real.map((x, i) => {
      requireAlike('featureMatching', { [`real[${i}]`]: x, [`fake[${i}]`]: fake[i]! });
      requireRank('featureMatching', `real[${i}]`, x, 'batch, features', false);
      return mean(square(sub(stopGradient(mean(x, 0)), mean(fake[i]!, 0))));
    }),
  );
}
