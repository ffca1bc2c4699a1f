import { ArgumentError, checkOptions, normal } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireCount, requireOneOf } from './internal/check.js';

export interface T5Options {
  /** `query` projection, token `embedding`, or any other `weight` (key, value, output, feed-forward). Default `weight`. */
  role?: 'query' | 'embedding' | 'weight';
  /** Size of a head: for `query` alone, which needs it. */
  headSize?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * T5's start: N(0, 1 / fanIn) for weights, N(0, 1 / (fanIn · headSize)) for queries, because its attention does not divide
 * scores by √headSize, and N(0, 1) for embeddings. The relative-position bias takes `normal({ std: width ** -0.5 })`.
 *
 * @throws ArgumentError for an unknown role, or a head size where none belongs or is missing; ShapeError for a shape without fans.
 * Source: Raffel et al., "Exploring the limits of transfer learning" (2019), arXiv:1910.10683.
 */
export function t5(options: T5Options = {}): Initializer {
  checkOptions('t5', options, ['role', 'headSize', 'axes']);
  const role = requireOneOf('t5', 'role', options.role ?? 'weight', ['query', 'embedding', 'weight']);
  const { headSize, axes } = options;
  if (role === 'query') requireCount('t5', 'headSize', headSize);
  else if (headSize !== undefined) {
    throw new ArgumentError(`t5: headSize ${headSize} belongs to the role 'query'; '${role}' has none`);
  }
  return (key, shape, fans) => {
    if (role === 'embedding') return normal(key, shape);
    const fan = Math.max(1, chooseFans('t5', shape, fans, axes).fanIn);
    return normal(key, shape, { std: 1 / Math.sqrt(fan * (headSize ?? 1)) });
  };
}
