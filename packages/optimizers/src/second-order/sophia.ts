import {
  add,
  categorical,
  checkOptions,
  div,
  expandDims,
  grad,
  logSoftmax,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  ShapeError,
  showShape,
  sizeOf,
  stopGradient,
  type Tensor,
  takeAlongAxis,
  tree,
  zeros,
} from '@saddlepoint/tensor';
import { requireBetas, requirePositive } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { castNumbers } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import { meanDecayOf } from '../internal/momentum.js';
import { stateOf, stepOf, zerosOf, zipLeaves } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface ScaleBySophiaOptions {
  /** Decay of the running means of g and of the curvature, each from 0 to below 1. */
  betas?: readonly [number, number];
  /** γ, above 0: the larger, the fewer coordinates are clipped (between a half and nine tenths should be). */
  gamma?: number;
  /** Keeps the denominator from 0; above 0. */
  eps?: number;
}

export interface ScaleBySophiaHOptions extends ScaleBySophiaOptions {
  /** Divide m by 1 − β₁ᵗ, as Optax does, the paper not. Default false. */
  biasCorrection?: boolean;
}

/**
 * Momentum divided by a running mean of the Hessian's diagonal, clipped: m ← β₁m + (1 − β₁)g,
 * h ← β₂h + (1 − β₂)ĥ when `extras.hessian` brings an estimate ĥ (before h is used), update = clip(m / max(γh, ε), ±1).
 *
 * Negative curvature is treated as none, and so is everything before the first estimate: the update is then m's sign.
 * betas [0.96, 0.99], gamma 0.01, eps 1e-12 by default. State: `mu` (m), `hessian` (h), with bias correction `step`.
 *
 * @throws ArgumentError for options out of range.
 * Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer" (2023), arXiv:2305.14342.
 */
export function scaleBySophiaH(options: ScaleBySophiaHOptions = {}): Transform {
  checkOptions('scaleBySophiaH', options, ['betas', 'gamma', 'eps', 'biasCorrection']);
  const { betas = [0.96, 0.99], gamma = 0.01, eps = 1e-12, biasCorrection = false } = options;
  const denominator = (h: Tensor) => maximum(mul(h, gamma), eps);
  return sophia('scaleBySophiaH', 'sophiaH', betas, gamma, eps, denominator, biasCorrection);
}

/**
 * {@link scaleBySophiaH} for curvature that is never negative, such as {@link gaussNewtonDiagonal}'s, in the form of the
 * official code: update = clip(m / (γh + ε), ±1).
 *
 * betas [0.965, 0.99], gamma 0.04, eps 1e-15 by default. State: `mu` (m), `hessian` (h).
 *
 * @throws ArgumentError for options out of range.
 * Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer" (2023), arXiv:2305.14342.
 */
export function scaleBySophiaG(options: ScaleBySophiaOptions = {}): Transform {
  checkOptions('scaleBySophiaG', options, ['betas', 'gamma', 'eps']);
  const { betas = [0.965, 0.99], gamma = 0.04, eps = 1e-15 } = options;
  return sophia('scaleBySophiaG', 'sophiaG', betas, gamma, eps, (h) => add(mul(h, gamma), eps), false);
}

function sophia(
  owner: string,
  name: string,
  betas: readonly [number, number],
  gamma: number,
  eps: number,
  denominator: (h: Tensor) => Tensor,
  biasCorrection: boolean,
): Transform {
  requireBetas(owner, betas, 2);
  requirePositive(owner, 'gamma', gamma);
  requirePositive(owner, 'eps', eps);
  return {
    name,
    init(params) {
      const zero = () => zerosOf(`${owner}: params`, params);
      return { ...(biasCorrection ? { step: zeros([], 'int32') } : {}), mu: zero(), hessian: zero() };
    },
    update<P>(grads: P, state: OptimizerState, _params: P, extras?: Extras): Update<P> {
      const step = biasCorrection ? add(stepOf(owner, state), 1) : undefined;
      const { beta, fresh: share } = meanDecayOf(owner, extras, betas[0]);
      const numbers = { share, ...(step && { part: correction(step, beta) }) };
      const before = { mu: stateOf(owner, state, 'mu'), hessian: stateOf(owner, state, 'hessian') };
      const estimate = extras?.hessian;
      const trees = { gradients: grads, 'state.mu': before.mu, 'state.hessian': before.hessian };
      const all = estimate === undefined ? trees : { ...trees, 'extras.hessian': estimate };
      const next = zipLeaves<string, 'update' | 'mu' | 'hessian'>(owner, all, ['update', 'mu', 'hessian'], (leaf) => {
        const own = castNumbers(numbers, leaf.gradients!);
        const mu = move(leaf['state.mu']!, leaf.gradients!, own.share);
        const fresh = leaf['extras.hessian'];
        const hessian = fresh ? average(leaf['state.hessian']!, fresh, betas[1]) : leaf['state.hessian']!;
        const ratio = div(own.part ? div(mu, own.part) : mu, denominator(hessian));
        return { update: maximum(minimum(ratio, 1), -1), mu, hessian };
      });
      const { update, ...moments } = next;
      return { updates: update as P, state: step ? { step, ...moments } : moments };
    },
  };
}

export interface SophiaHOptions extends ScaleBySophiaHOptions, DescentOptions {}

/**
 * Sophia with Hutchinson's estimate of the Hessian: learningRate 1e-3, weightDecay 0.1, decoupled, and
 * {@link scaleBySophiaH}'s options.
 *
 * At every tenth step or so pass `hessianDiagonal(loss, key, params)` of `@saddlepoint/tensor` as `extras.hessian`, from a
 * second compiled step. It costs two or three gradients. For language models.
 * Moves 24 bytes a parameter (reads g, m, h, θ; writes m, θ), 8 more with an estimate (reads ĥ, writes h).
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer" (2023), arXiv:2305.14342.
 */
export function sophiaH(options: SophiaHOptions = {}): Transform {
  checkOptions('sophiaH', options, ['betas', 'gamma', 'eps', 'biasCorrection', ...descentOptions]);
  const { betas = [0.96, 0.99], gamma = 0.01, eps = 1e-12, biasCorrection = false, ...rest } = options;
  const scale = scaleBySophiaH({ betas, gamma, eps, biasCorrection });
  return descent('sophiaH', scale, { learningRate: 1e-3, weightDecay: 0.1, decoupledWeightDecay: true, ...rest });
}

export interface SophiaGOptions extends ScaleBySophiaOptions, DescentOptions {}

/**
 * Sophia with the Gauss-Newton-Bartlett estimate: the official `SophiaG` and its defaults: learningRate 1e-4,
 * weightDecay 0.1, decoupled, and {@link scaleBySophiaG}'s options.
 *
 * At every tenth step or so pass {@link gaussNewtonDiagonal} as `extras.hessian`, from a second compiled step. It costs
 * one gradient. For classifiers and language models.
 * Moves 24 bytes a parameter (reads g, m, h, θ; writes m, θ), 8 more with an estimate (reads ĥ, writes h).
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer" (2023), arXiv:2305.14342.
 */
export function sophiaG(options: SophiaGOptions = {}): Transform {
  checkOptions('sophiaG', options, ['betas', 'gamma', 'eps', ...descentOptions]);
  const { betas = [0.965, 0.99], gamma = 0.04, eps = 1e-15, ...rest } = options;
  const scale = scaleBySophiaG({ betas, gamma, eps });
  return descent('sophiaG', scale, { learningRate: 1e-4, weightDecay: 0.1, decoupledWeightDecay: true, ...rest });
}

/**
 * The Gauss-Newton-Bartlett estimate of the curvature of a cross-entropy: n · (∇ mean CE(logits, sampled labels))²,
 * where the labels are drawn from the model's own softmax and n is their number.
 *
 * @param logits the model's output for the parameters, [..., classes].
 * @throws ShapeError for logits without classes.
 * Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer" (2023), arXiv:2305.14342.
 */
export function gaussNewtonDiagonal<P>(logits: (params: P) => Tensor, key: Tensor, params: P): P {
  let count = 1;
  const gradients = grad((p: P) => {
    const values = logits(p);
    if (values.rank === 0) throw new ShapeError(`gaussNewtonDiagonal: logits are ${showShape(values.shape)}`);
    count = sizeOf(values.shape.slice(0, -1));
    const labels = categorical(key, stopGradient(values));
    return neg(mean(takeAlongAxis(logSoftmax(values), expandDims(labels, -1))));
  })(params);
  return tree.map(gradients, (g) => mul(mul(g as Tensor, g as Tensor), count)) as P;
}
