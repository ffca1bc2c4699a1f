import { add, cast, checkOptions, div, exp, mul, scalar, sqrt, sub, Tensor, zeros } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { castNumbers, eachLeaf } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import { meanDecayOf } from '../internal/momentum.js';
import { numberOf, stepOf, zerosOf } from '../internal/trees.js';
import type { ScaleByAdamOptions } from '../scale-by-adam.js';
import type { Transform } from '../transform.js';

export interface ScaleByNadamOptions extends ScaleByAdamOptions {
  /** ψ of the schedule μₜ = β₁(1 − ½ · 0.96^(ψt)), from 0 up; 0 means β₁ / 2 throughout. Default 4e-3, that is 1 / 250. */
  momentumDecay?: number;
  /** μₜ = β₁ throughout, without a schedule, as in Optax. Default false. */
  constantMomentum?: boolean;
}

/**
 * Adam with Nesterov momentum: update = (μₜ₊₁m / (1 − μ₁…μₜ₊₁) + (1 − μₜ)g / (1 − μ₁…μₜ)) / (√v̂ + ε), with m and v as
 * in {@link scaleByAdam} and the schedule of `momentumDecay`.
 *
 * PyTorch's form; Keras leaves the 1 / 250 out, so that its schedule is over in 100 steps. State: `step`,
 * `momentumProduct` (μ₁…μₜ), `mu` (m), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1) or negative options.
 * Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016), ICLR workshop.
 */
export function scaleByNadam(options: ScaleByNadamOptions = {}): Transform {
  const owner = 'scaleByNadam';
  checkOptions(owner, options, ['betas', 'eps', 'momentumDecay', 'constantMomentum']);
  const { betas = [0.9, 0.999], eps = 1e-8, constantMomentum = false } = options;
  requireBetas(owner, betas, 2);
  requireNonNegative(owner, 'eps', eps);
  const psi = requireNonNegative(owner, 'momentumDecay', options.momentumDecay ?? 4e-3);
  const momentumAt = (step: Tensor, beta: number | Tensor) => {
    const part = constantMomentum
      ? scalar(1, 'float32')
      : sub(1, mul(exp(mul(cast(step, 'float32'), psi * Math.log(0.96))), 0.5));
    return mul(part, beta instanceof Tensor ? cast(beta, 'float32') : beta);
  };
  return {
    name: 'nadam',
    init(params) {
      const zero = () => zerosOf(`${owner}: params`, params);
      return { step: zeros([], 'int32'), momentumProduct: scalar(1, 'float32'), mu: zero(), nu: zero() };
    },
    update(grads, state, _params, extras) {
      const step = add(stepOf(owner, state), 1);
      const { beta, fresh: part } = meanDecayOf(owner, extras, betas[0]);
      const [now, next] = [momentumAt(step, beta), momentumAt(add(step, 1), beta)];
      const momentumProduct = mul(numberOf(owner, state, 'momentumProduct'), now);
      // All that is one number a step is moved into the numerator, the root's correction included.
      const root = sqrt(correction(step, betas[1]));
      const numbers = {
        part,
        ahead: div(mul(next, root), sub(1, mul(momentumProduct, next))),
        fresh: div(mul(sub(1, now), root), sub(1, momentumProduct)),
        shift: mul(root, eps),
      };
      const result = eachLeaf(owner, ['mu', 'nu'], grads, state, (g, leaf) => {
        const { part, ahead, fresh, shift } = castNumbers(numbers, g);
        const mu = move(leaf.mu, g, part);
        const nu = average(leaf.nu, mul(g, g), betas[1]);
        return { update: div(add(mul(mu, ahead), mul(g, fresh)), add(sqrt(nu), shift)), mu, nu };
      });
      return { updates: result.updates, state: { step, momentumProduct, ...result.state } };
    },
  };
}

export interface NadamOptions extends ScaleByNadamOptions, DescentOptions {}

/**
 * NAdam: `torch.optim.NAdam`, its defaults included: learningRate 2e-3, betas [0.9, 0.999], eps 1e-8, weightDecay 0.
 * With { constantMomentum: true } it is `optax.nadam`.
 *
 * Often a little faster than Adam where momentum helps.
 * Moves 28 bytes a parameter: reads g, m, v, θ; writes m, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016), ICLR workshop.
 */
export function nadam(options: NadamOptions = {}): Transform {
  checkOptions('nadam', options, ['betas', 'eps', 'momentumDecay', 'constantMomentum', ...descentOptions]);
  const { learningRate = 2e-3, weightDecay = 0, decoupledWeightDecay = false, mask, ...rest } = options;
  const decay = { learningRate, weightDecay, decoupledWeightDecay, ...(mask ? { mask } : {}) };
  return descent('nadam', scaleByNadam(rest), decay);
}
