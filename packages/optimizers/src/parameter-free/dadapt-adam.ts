import {
  abs,
  add,
  cast,
  checkOptions,
  div,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  sqrt,
  sum,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { addDecayedWeights } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import { castNumbers, eachLeaf } from '../internal/leafwise.js';
import { total } from '../internal/moments.js';
import { numberOf, stepOf, zerosOf, zipTensors } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';
import { checkDistance, type DistanceOptions, distanceOptions } from './distance.js';

export interface DadaptAdamOptions extends DistanceOptions {
  /** θ ← θ − dηλθ instead of λθ added to the gradient. Default false. */
  decoupledWeightDecay?: boolean;
}

/**
 * D-Adaptation for Adam: the rate is a lower bound d of the distance to the solution, made of products of gradients:
 * with b = √β₂ and the old v in the product, r ← br + (1 − b)dη⟨g, s / (√v + ε)⟩, m ← β₁m + (1 − β₁)dηg,
 * v ← β₂v + (1 − β₂)g², s ← bs + (1 − b)dηg, d ← max(d, r / ((1 − b)‖s‖₁)), θ ← θ − m / (√v + ε).
 *
 * The official `DAdaptAdam` and its defaults. {@link prodigy} improves on it and is the one to try first.
 * Moves 48 bytes a parameter: reads g, v, s for the product, then reads g, m, v, s, θ and writes m, v, s, θ.
 * State: `step`, `distance` (d), `numerator` (r), `mu` (m), `nu` (v), `sum` (s).
 *
 * @throws ArgumentError for options out of range.
 * Source: Defazio, Mishchenko, "Learning-rate-free learning by D-Adaptation" (2023), arXiv:2301.07733.
 */
export function dadaptAdam(options: DadaptAdamOptions = {}): Transform {
  const owner = 'dadaptAdam';
  checkOptions(owner, options, [...distanceOptions, 'decoupledWeightDecay']);
  const { betas, eps, d0, weightDecay, growthRate, paceOf } = checkDistance(owner, options);
  const decoupled = options.decoupledWeightDecay === true ? weightDecay : 0;
  const root = Math.sqrt(betas[1]);

  const adapt: Transform = {
    name: owner,
    init(params) {
      const zero = () => zerosOf(`${owner}: params`, params);
      const numbers = { distance: scalar(d0, 'float32'), numerator: scalar(0, 'float32') };
      return { step: zeros([], 'int32'), ...numbers, mu: zero(), nu: zero(), sum: zero() };
    },
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const step = add(stepOf(owner, state), 1);
      const before = numberOf(owner, state, 'distance');
      const { pace, fresh, beta1 } = paceOf(step, before, extras);
      const numbers = { beta1, first: mul(pace, fresh), part: mul(pace, 1 - root) };
      const [products, sizes]: [Tensor[], Tensor[]] = [[], []];
      const next = eachLeaf(owner, ['mu', 'nu', 'sum'], grads, state, (g, leaf) => {
        const own = castNumbers(numbers, g);
        products.push(sum(cast(mul(g, div(leaf.sum, add(sqrt(leaf.nu), eps))), 'float32')));
        const next = add(mul(leaf.sum, root), mul(g, own.part));
        sizes.push(sum(cast(abs(next), 'float32')));
        const mu = add(mul(leaf.mu, own.beta1), mul(g, own.first));
        const nu = add(mul(leaf.nu, betas[1]), mul(mul(g, g), 1 - betas[1]));
        return { update: neg(div(mu, add(sqrt(nu), eps))), mu, nu, sum: next };
      });
      const numerator = add(mul(numberOf(owner, state, 'numerator'), root), mul(mul(total(products), pace), 1 - root));
      const size = total(sizes);
      const estimate = where(greater(size, 0), div(numerator, mul(size, 1 - root)), before);
      const bounded = growthRate === undefined ? estimate : minimum(estimate, mul(before, growthRate));
      const decay = (u: Tensor, p: Tensor) => add(u, mul(p, cast(mul(pace, -decoupled), p.dtype)));
      return {
        updates:
          decoupled === 0 ? next.updates : zipTensors(owner, next.updates, params, decay, ['gradients', 'params']),
        state: { step, distance: maximum(before, bounded), numerator, ...next.state },
      };
    },
  };
  if (weightDecay === 0 || decoupled > 0) return adapt;
  return alias(owner, addDecayedWeights({ weightDecay }), adapt);
}
