import { mul, neg } from '@saddlepoint/tensor';
import { type AddDecayedWeightsOptions, addDecayedWeights } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import type { Match, Transform } from '../transform.js';
import { rateFor, rateOf, requireRate } from './learning-rate.js';
import { mapTensors } from './trees.js';

/** Updates times −learningRate; `owner` is the function the user called. */
export function descend(owner: string, learningRate: number | undefined): Transform {
  requireRate(owner, learningRate);
  return {
    name: 'learningRate',
    init: () => ({}),
    update(grads, _state, _params, extras) {
      const rate = rateOf(owner, extras, learningRate);
      const factor = typeof rate === 'number' ? -rate : neg(rate);
      return { updates: mapTensors(owner, grads, (g) => mul(g, rateFor(g, factor))), state: {} };
    },
  };
}

/** Links of a chain for a weight decay: none when it is 0. */
export function decay(weightDecay: number, mask?: Match): readonly Transform[] {
  const options: AddDecayedWeightsOptions = mask ? { weightDecay, mask } : { weightDecay };
  return weightDecay === 0 ? [] : [addDecayedWeights(options)];
}

/** What every optimizer that is a scaling of gradients takes. */
export interface DescentOptions {
  /** From 0 up. */
  learningRate?: number;
  /** λ, from 0 up. Default 0. */
  weightDecay?: number;
  /** θ ← θ − ηλθ, as in {@link adamw}, instead of λθ added to the gradient (L2 regularisation). */
  decoupledWeightDecay?: boolean;
  /** Which parameters decay, such as `(x) => x.rank > 1` or `'**.weight'`. Default all. */
  mask?: Match;
}

export const descentOptions = ['learningRate', 'weightDecay', 'decoupledWeightDecay', 'mask'] as const;

/** The chain of L2 regularisation, the scaling, decoupled decay and the learning rate. */
export function descent(name: string, scale: Transform, options: DescentOptions): Transform {
  const { learningRate, weightDecay = 0, decoupledWeightDecay = false, mask } = options;
  const links = decay(weightDecay, mask);
  const [before, after] = decoupledWeightDecay ? [[], links] : [links, []];
  return alias(name, ...before, scale, ...after, descend(name, learningRate));
}
