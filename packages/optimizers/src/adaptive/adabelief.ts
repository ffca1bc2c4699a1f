import { add, checkOptions, div, mul, sqrt, sub, where, zerosLike } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import type { Transform } from '../transform.js';
import { rectification } from './radam.js';

export interface ScaleByAdabeliefOptions {
  /** Decay of the running means of g and of its variance, each from 0 to below 1. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the variance, which keeps it, and to the denominator; from 0 up. Default 1e-16. */
  eps?: number;
  /** RAdam's rectification, on by default in the official code, absent from the paper and Optax. Default false. */
  rectify?: boolean;
}

/**
 * Adam that divides by how far the gradient strays from its running mean: m ← β₁m + (1 − β₁)g,
 * s ← β₂s + (1 − β₂)(g − m)² + ε, update = m̂ / (√ŝ + ε). ε accumulates in the state.
 *
 * State: `step`, `mu` (m), `nu` (s).
 *
 * @throws ArgumentError for betas outside [0, 1) or a negative eps.
 * Source: Zhuang et al., "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients" (2020),
 * arXiv:2010.07468.
 */
export function scaleByAdabelief(options: ScaleByAdabeliefOptions = {}): Transform {
  checkOptions('scaleByAdabelief', options, ['betas', 'eps', 'rectify']);
  const { betas = [0.9, 0.999], eps = 1e-16, rectify = false } = options;
  requireBetas('scaleByAdabelief', betas, 2);
  requireNonNegative('scaleByAdabelief', 'eps', eps);
  return leafwise({
    name: 'adabelief',
    owner: 'scaleByAdabelief',
    state: { mu: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      const [c1, root] = [correction(step, beta), sqrt(correction(step, betas[1]))];
      const { known, factor } = rectification(step, betas[1]);
      const scale = div(root, c1);
      return { scale, shift: mul(root, eps), plain: div(1, c1), known, rectified: mul(scale, factor) };
    },
    rule(g, state, { scale, shift, plain, known, rectified, fresh }) {
      const mu = move(state.mu, g, fresh);
      const stray = sub(g, mu);
      const nu = add(average(state.nu, mul(stray, stray), betas[1]), eps);
      const root = sqrt(nu);
      // With rectification the official code adds ε to √s, without it to √ŝ.
      const factor = rectify ? where(known, div(rectified, add(root, eps)), plain) : div(scale, add(root, shift));
      return { update: mul(mu, factor), mu, nu };
    },
  });
}

export interface AdabeliefOptions extends ScaleByAdabeliefOptions, DescentOptions {}

/**
 * AdaBelief: `optax.adabelief`, with { rectify: true } the official code: learningRate 1e-3, betas [0.9, 0.999],
 * eps 1e-16, weightDecay 0, decoupled.
 *
 * Large steps where gradients agree, small ones where they do not. Its eps needs single precision at least.
 * Moves 28 bytes a parameter: reads g, m, s, θ; writes m, s, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Zhuang et al., "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients" (2020),
 * arXiv:2010.07468.
 */
export function adabelief(options: AdabeliefOptions = {}): Transform {
  checkOptions('adabelief', options, ['betas', 'eps', 'rectify', ...descentOptions]);
  const { betas = [0.9, 0.999], eps = 1e-16, rectify = false, ...rest } = options;
  const scale = scaleByAdabelief({ betas, eps, rectify });
  return descent('adabelief', scale, { learningRate: 1e-3, decoupledWeightDecay: true, ...rest });
}
