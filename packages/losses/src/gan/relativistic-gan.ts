import { add, mean, mul, neg, softplus, sub, type Tensor } from '@saddlepoint/tensor';
import { type GanLoss, relativisticGame } from './scores.js';

/**
 * Relativistic pairing (RpGAN): D = softplus(f − r), G = softplus(r − f): is the real one more real than the generated
 * one?
 *
 * When to use: fewer lost modes than `nonSaturatingGan`; with `r1Penalty` and `r2Penalty` it converges (`r3gan`).
 *
 * @returns both losses, one number a score before the reduction; both need the scores of real and of generated samples.
 * @throws in the game ArgumentError for scores that are the result of a sigmoid or missing; ShapeError, DTypeError.
 * Source: Jolicoeur-Martineau 2018, arXiv:1807.00734.
 */
export function relativisticGan(): GanLoss {
  const lead = (ahead: Tensor, behind: Tensor) => softplus(sub(behind, ahead));
  return relativisticGame('relativisticGan', lead, (real, fake) => lead(fake, real));
}

/**
 * Relativistic average (RaGAN): D = ½ [softplus(−(r − mean f)) + softplus(f − mean r)], G the same with r and f
 * exchanged. Means are over the batch's first axis.
 *
 * When to use: as {@link relativisticGan}; ESRGAN uses it.
 *
 * @returns both losses, one number a score before the reduction; both need the scores of real and of generated samples.
 * @throws in the game ArgumentError for scores that are the result of a sigmoid or missing; ShapeError, DTypeError.
 * Source: Jolicoeur-Martineau 2018, arXiv:1807.00734.
 */
export function relativisticAverageGan(): GanLoss {
  const lead = (ahead: Tensor, behind: Tensor) => {
    const above = (x: Tensor, y: Tensor) => sub(x, mean(y, 0, { keepDims: true }));
    return mul(add(softplus(neg(above(ahead, behind))), softplus(above(behind, ahead))), 0.5);
  };
  return relativisticGame('relativisticAverageGan', lead, (real, fake) => lead(fake, real));
}
