import {
  abs,
  add,
  cast,
  checkOptions,
  div,
  equal,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  sqrt,
  sub,
  sum,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { requireDecay, requirePositive } from '../internal/check.js';
import { castNumbers, eachLeaf } from '../internal/leafwise.js';
import { total } from '../internal/moments.js';
import { numberOf, stepOf, zerosOf, zipLeaves } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';
import { checkDistance, type DistanceOptions, distanceOptions } from './distance.js';

export interface ProdigyOptions extends DistanceOptions {
  /** Decay of the sums that the estimate is made of, from 0 to below 1. Default √β₂. */
  beta3?: number;
  /** Times the estimate, above 0: the knob to turn when training is unstable or slow. Default 1. */
  distanceFactor?: number;
  /** Keep a warm-up of the rate out of the estimate's denominator. Default false. */
  safeguardWarmup?: boolean;
}

/**
 * Prodigy: Adam whose rate is an estimate d of the distance from the first parameters θ₀ to the solution:
 * m ← β₁m + (1 − β₁)dg, v ← β₂v + (1 − β₂)d²g², r ← β₃r + dη⟨g, θ₀ − θ⟩d/d₀, s ← β₃s + dηg d/d₀,
 * d ← max(d, c r / ‖s‖₁), θ ← θ − dη (m / (√v + dε) + λθ), the new d in dε and the old one before the bracket.
 *
 * The official code and its defaults; ε is times d, the decay decoupled, and Optax always corrects the bias. The state
 * holds θ₀ − θ as a running sum, so nothing may change the updates after it. No rate to search: keep learningRate 1 and
 * give it a cosine schedule. One estimate serves all parameters.
 * Moves 56 bytes a parameter: reads g, θ₀ − θ for r, reads g, s and writes s, then reads g, m, v, θ₀ − θ, θ and writes m, v,
 * θ₀ − θ, θ.
 * State: `step`, `distance` (d), `distanceMax`, `numerator` (r), `moved` (θ₀ − θ), `mu` (m), `nu` (v), `sum` (s).
 *
 * @throws ArgumentError for options out of range.
 * Source: Mishchenko, Defazio, "Prodigy: an expeditiously adaptive parameter-free learner" (2023), arXiv:2306.06101.
 */
export function prodigy(options: ProdigyOptions = {}): Transform {
  const owner = 'prodigy';
  checkOptions(owner, options, [...distanceOptions, 'beta3', 'distanceFactor', 'safeguardWarmup']);
  const { betas, eps, d0, weightDecay, growthRate, paceOf } = checkDistance(owner, options);
  const beta3 = requireDecay(owner, 'beta3', options.beta3 ?? Math.sqrt(betas[1]));
  const factor = requirePositive(owner, 'distanceFactor', options.distanceFactor ?? 1);

  /** The estimate after a step, from that before it. */
  const grow = (state: OptimizerState, numerator: Tensor, denominator: Tensor) => {
    const [before, largest] = [numberOf(owner, state, 'distance'), numberOf(owner, state, 'distanceMax')];
    const known = greater(denominator, 0);
    const estimate = where(known, div(mul(numerator, factor), denominator), before);
    const distanceMax = maximum(largest, estimate);
    const first = where(equal(before, scalar(d0, 'float32')), maximum(before, estimate), before);
    const distance = growthRate === undefined ? distanceMax : minimum(distanceMax, mul(first, growthRate));
    return { distance, distanceMax };
  };

  return {
    name: owner,
    init(params) {
      const zero = () => zerosOf(`${owner}: params`, params);
      const numbers = { distance: scalar(d0, 'float32'), distanceMax: scalar(d0, 'float32') };
      const trees = { moved: zero(), mu: zero(), nu: zero(), sum: zero() };
      return { step: zeros([], 'int32'), ...numbers, numerator: scalar(0, 'float32'), ...trees };
    },
    update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P> {
      const step = add(stepOf(owner, state), 1);
      const d = numberOf(owner, state, 'distance');
      const { pace, fresh, beta1 } = paceOf(step, d, extras);
      const scaled = mul(d, 1 / d0);
      const numbers = {
        beta1,
        first: mul(d, fresh),
        second: mul(mul(d, d), 1 - betas[1]),
        part: mul(scaled, options.safeguardWarmup ? d : pace),
      };
      const [products, sizes]: [Tensor[], Tensor[]] = [[], []];
      const sums = eachLeaf(owner, ['moved', 'mu', 'nu', 'sum'], grads, state, (g, leaf) => {
        const own = castNumbers(numbers, g);
        const next = add(mul(leaf.sum, beta3), mul(g, own.part));
        products.push(sum(cast(mul(g, leaf.moved), 'float32')));
        sizes.push(sum(cast(abs(next), 'float32')));
        const mu = add(mul(leaf.mu, own.beta1), mul(g, own.first));
        const nu = add(mul(leaf.nu, betas[1]), mul(mul(g, g), own.second));
        return { update: g, moved: leaf.moved, mu, nu, sum: next };
      });
      const before = mul(numberOf(owner, state, 'numerator'), beta3);
      const numerator = add(before, mul(mul(scaled, pace), total(products)));
      const { distance, distanceMax } = grow(state, numerator, total(sizes));
      const { moved, mu, nu } = sums.state;
      const last = { pace, shift: mul(distance, eps) };
      const trees = { params, moved, mu, nu };
      const moves = zipLeaves(owner, trees, ['update', 'moved'], (leaf) => {
        const own = castNumbers(last, leaf.params);
        const step = div(leaf.mu, add(sqrt(leaf.nu), own.shift));
        const descent = weightDecay === 0 ? step : add(step, mul(leaf.params, weightDecay));
        const update = neg(mul(descent, own.pace));
        return { update, moved: sub(leaf.moved, update) };
      });
      const numbersNext = { step, distance, distanceMax, numerator };
      return {
        updates: moves.update as P,
        state: { ...numbersNext, ...sums.state, moved: moves.moved },
      };
    },
  };
}
