import { add, checkOptions, div, full, mul, rsqrt, sign, sqrt, sub, type Tensor } from '@saddlepoint/tensor';
import { requireBetas, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { correction, move } from '../internal/moments.js';
import type { Transform } from '../transform.js';

export interface ScaleByYogiOptions {
  /** Decay of the running mean of g, and pace of v, each from 0 to below 1. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, from 0 up. Default 1e-3. */
  eps?: number;
  /** What m and v start from, from 0 up. Default 1e-6. */
  initialAccumulator?: number;
}

/**
 * Adam whose v moves by a step that does not depend on how far it is from g²: v ← v − (1 − β₂) sign(v − g²) g²,
 * update = m̂ / (√v̂ + ε).
 *
 * State: `step`, `mu` (m), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1) or negative options.
 * Source: Zaheer, Reddi, Sachan, Kale, Kumar, "Adaptive methods for nonconvex optimization" (2018), NeurIPS.
 */
export function scaleByYogi(options: ScaleByYogiOptions = {}): Transform {
  checkOptions('scaleByYogi', options, ['betas', 'eps', 'initialAccumulator']);
  const { betas = [0.9, 0.999], eps = 1e-3 } = options;
  requireBetas('scaleByYogi', betas, 2);
  requireNonNegative('scaleByYogi', 'eps', eps);
  const start = requireNonNegative('scaleByYogi', 'initialAccumulator', options.initialAccumulator ?? 1e-6);
  const initial = (param: Tensor) => full(param.shape, start, param.dtype);
  return leafwise({
    name: 'yogi',
    owner: 'scaleByYogi',
    state: { mu: initial, nu: initial },
    momentum: betas[0],
    numbers(step, beta) {
      const [c1, c2] = [correction(step, beta), correction(step, betas[1])];
      return { scale: mul(c1, rsqrt(c2)), shift: mul(c1, eps) };
    },
    rule(g, state, { scale, shift, fresh }) {
      const square = mul(g, g);
      const mu = move(state.mu, g, fresh);
      const nu = sub(state.nu, mul(mul(sign(sub(state.nu, square)), square), 1 - betas[1]));
      return { update: div(mu, add(mul(sqrt(nu), scale), shift)), mu, nu };
    },
  });
}

export interface YogiOptions extends ScaleByYogiOptions, DescentOptions {}

/**
 * Yogi: `optax.yogi`, with learningRate 1e-2, betas [0.9, 0.999], eps 1e-3, weightDecay 0.
 *
 * Its rate does not shoot up when gradients become small at once, as with sparse ones.
 * Moves 28 bytes a parameter: reads g, m, v, θ; writes m, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Zaheer, Reddi, Sachan, Kale, Kumar, "Adaptive methods for nonconvex optimization" (2018), NeurIPS.
 */
export function yogi(options: YogiOptions = {}): Transform {
  checkOptions('yogi', options, ['betas', 'eps', 'initialAccumulator', ...descentOptions]);
  const { betas = [0.9, 0.999], eps = 1e-3, initialAccumulator = 1e-6, ...rest } = options;
  return descent('yogi', scaleByYogi({ betas, eps, initialAccumulator }), { learningRate: 1e-2, ...rest });
}
