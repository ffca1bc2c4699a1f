import { grad, requireTensor, ShapeError, square, sum, type Tensor } from '@saddlepoint/tensor';
import { requireFunction } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';

/**
 * A critic: samples [batch, ...] to one score each, [batch] or [batch, 1]. Samples must not see each other (batch
 * norm).
 */
export type Critic = (samples: Tensor) => Tensor;

/** Each sample's gradient of its own score, squared and summed: [batch]. */
export function squaredInputGradient(owner: string, critic: Critic, samples: Tensor): Tensor {
  requireFunction(owner, 'the critic', critic);
  requireFloats(owner, { samples });
  if (samples.rank < 2) throw new ShapeError(`${owner}: samples must be [batch, ...], got ${samples.rank} axes`);
  const slopes = grad((x: Tensor) => {
    const scores: unknown = critic(x);
    requireTensor(owner, "the critic's score", scores);
    if (scores.size !== x.shape[0]) {
      throw new ShapeError(`${owner}: the critic must give one score a sample, ${x.shape[0]}, got ${scores.size}`);
    }
    return sum(scores);
  })(samples);
  return sum(square(slopes), samples.shape.map((_, i) => i).slice(1));
}
