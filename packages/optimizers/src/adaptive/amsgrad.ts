import { add, checkOptions, div, maximum, mul, rsqrt, scalar, sqrt, type Tensor, zerosLike } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative, requireOneOf } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import type { ScaleByAdamOptions } from '../scale-by-adam.js';
import type { Transform } from '../transform.js';

export interface ScaleByAmsgradOptions extends ScaleByAdamOptions {
  /**
   * Of what the maximum is kept: 'torch' keeps that of v and corrects its bias afterwards (Keras does the same), 'optax'
   * that of the corrected v̂, 'paper' that of v and corrects no bias, of m neither. Default 'torch'.
   */
  variant?: 'torch' | 'optax' | 'paper';
}

/**
 * Adam whose denominator never falls: w ← max(w, v), update = m̂ / (√ŵ + ε), with m and v as in {@link scaleByAdam}.
 *
 * The three variants are three trajectories. State: `step`, `mu` (m), `nu` (v), `nuMax` (w).
 *
 * @throws ArgumentError for betas outside [0, 1), a negative eps or an unknown variant.
 * Source: Reddi, Kale, Kumar, "On the convergence of Adam and beyond" (2018), arXiv:1904.09237.
 */
export function scaleByAmsgrad(options: ScaleByAmsgradOptions = {}): Transform {
  checkOptions('scaleByAmsgrad', options, ['betas', 'eps', 'variant']);
  const { betas = [0.9, 0.999], eps = 1e-8, variant = 'torch' } = options;
  requireBetas('scaleByAmsgrad', betas, 2);
  requireNonNegative('scaleByAmsgrad', 'eps', eps);
  requireOneOf('scaleByAmsgrad', 'variant', variant, ['torch', 'optax', 'paper']);
  return leafwise({
    name: 'amsgrad',
    owner: 'scaleByAmsgrad',
    state: { mu: zerosLike, nu: zerosLike, nuMax: zerosLike },
    // As in scaleByAdam; the corrected v̂ of Optax's variant is v / ratio, and its root needs no correction.
    momentum: betas[0],
    numbers(step, beta) {
      const one = scalar(1, 'float32');
      const [c1, c2] = variant === 'paper' ? [one, one] : [correction(step, beta), correction(step, betas[1])];
      return { scale: variant === 'optax' ? c1 : mul(c1, rsqrt(c2)), shift: mul(c1, eps), ratio: c2 };
    },
    rule(g, state, { scale, shift, ratio, fresh }) {
      const mu = move(state.mu, g, fresh);
      const nu = average(state.nu, mul(g, g), betas[1]);
      const candidate: Tensor = variant === 'optax' ? div(nu, ratio) : nu;
      const nuMax = maximum(state.nuMax, candidate);
      return { update: div(mu, add(mul(sqrt(nuMax), scale), shift)), mu, nu, nuMax };
    },
  });
}

export interface AmsgradOptions extends ScaleByAmsgradOptions, DescentOptions {}

/**
 * AMSGrad: `torch.optim.Adam(amsgrad=True)`, with `decoupledWeightDecay` `torch.optim.AdamW(amsgrad=True)`:
 * learningRate 1e-3, betas [0.9, 0.999], eps 1e-8, weightDecay 0.
 *
 * Mends Adam's proof; in practice the two are mostly on a par.
 * Moves 36 bytes a parameter: reads g, m, v, w, θ; writes m, v, w, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Reddi, Kale, Kumar, "On the convergence of Adam and beyond" (2018), arXiv:1904.09237.
 */
export function amsgrad(options: AmsgradOptions = {}): Transform {
  checkOptions('amsgrad', options, ['betas', 'eps', 'variant', ...descentOptions]);
  const { betas = [0.9, 0.999], eps = 1e-8, variant = 'torch', ...rest } = options;
  return descent('amsgrad', scaleByAmsgrad({ betas, eps, variant }), { learningRate: 1e-3, ...rest });
}
