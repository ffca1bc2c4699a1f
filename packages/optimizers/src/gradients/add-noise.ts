import { add, cast, foldIn, key, mul, normal, pow, zeros } from '@saddlepoint/tensor';
import { requireNonNegative, requireOptions } from '../internal/check.js';
import { mapTensors, stepOf } from '../internal/trees.js';
import type { OptimizerState, Transform, Update } from '../transform.js';

export interface AddNoiseOptions {
  /** η: the variance of the first step's noise, from 0 up; the paper tries 0.01, 0.3 and 1. */
  eta: number;
  /** γ: how fast it falls, from 0 up. Default 0.55. */
  gamma?: number;
  /** A whole number from 0 up: the same seed gives the same noise. */
  seed: number;
}

/**
 * Gradients plus normal noise of variance η / (1 + t)^γ at step t = 0, 1, …
 *
 * The noise is a function of seed, path and step: the order of the parameters and a break in the training change nothing.
 * Helps very deep plain networks over bad starts. State: `step`.
 *
 * @throws ArgumentError for values out of range.
 * Source: Neelakantan et al., "Adding gradient noise improves learning for very deep networks" (2015), arXiv:1511.06807.
 */
export function addNoise(options: AddNoiseOptions): Transform {
  requireOptions('addNoise', options, ['eta', 'gamma', 'seed']);
  const eta = requireNonNegative('addNoise', 'eta', options.eta);
  const gamma = requireNonNegative('addNoise', 'gamma', options.gamma ?? 0.55);
  const root = key(options.seed);
  return {
    name: 'addNoise',
    init: () => ({ step: zeros([], 'int32') }),
    update<P>(grads: P, state: OptimizerState): Update<P> {
      const before = stepOf('addNoise', state);
      const step = add(before, 1);
      const deviation = mul(pow(cast(step, 'float32'), -gamma / 2), Math.sqrt(eta));
      const updates = mapTensors('addNoise', grads, (g, path) => {
        const noise = normal(foldIn(foldIn(root, hashOf(path)), before), g.shape);
        return add(g, cast(mul(noise, deviation), g.dtype));
      });
      return { updates, state: { step } };
    },
  };
}

/** FNV-1a of a path, in 31 bits. */
function hashOf(path: string): number {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(path)) hash = Math.imul(hash ^ unit, 0x01000193);
  return hash >>> 1;
}
