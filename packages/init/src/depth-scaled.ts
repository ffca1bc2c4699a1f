import type { Initializer } from './initializer.js';
import { requireCount, requireInitializer } from './internal/check.js';

/**
 * `initializer` divided by √additions: for layers that write to a residual stream, so that its variance does not grow with
 * the depth. GPT-2 has two such layers a block: `depthScaled(normal({ std: 0.02 }), 2 * blocks)`.
 *
 * @param additions how often something is added to the stream, from 1 up.
 * @throws ArgumentError for what is no initializer, or a number of additions that is not whole.
 * Source: Radford et al., "Language models are unsupervised multitask learners" (2019).
 */
export function depthScaled(initializer: Initializer, additions: number): Initializer {
  requireInitializer('depthScaled', 'initializer', initializer);
  const factor = 1 / Math.sqrt(requireCount('depthScaled', 'additions', additions));
  return (key, shape, fans) => initializer(key, shape, fans).mul(factor);
}
