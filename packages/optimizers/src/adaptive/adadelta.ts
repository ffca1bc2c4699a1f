import { add, checkOptions, mul, rsqrt, sqrt, zerosLike } from '@saddlepoint/tensor';
import { requireDecay, requirePositive } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average } from '../internal/moments.js';
import type { Transform } from '../transform.js';

export interface ScaleByAdadeltaOptions {
  /** ρ, the decay of both running means, from 0 to below 1. Default 0.9. */
  rho?: number;
  /** Added in both roots, above 0: it sets the size of the first steps. Default 1e-6. */
  eps?: number;
}

/**
 * Gradients over their running root mean square, times that of the updates before, so that units agree:
 * v ← ρv + (1 − ρ)g², update u = √(d + ε) / √(v + ε) · g, then d ← ρd + (1 − ρ)u².
 *
 * State: `nu` (v), `delta` (d).
 *
 * @throws ArgumentError for rho outside [0, 1) or an eps that is not above 0.
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), arXiv:1212.5701.
 */
export function scaleByAdadelta(options: ScaleByAdadeltaOptions = {}): Transform {
  checkOptions('scaleByAdadelta', options, ['rho', 'eps']);
  const rho = requireDecay('scaleByAdadelta', 'rho', options.rho ?? 0.9);
  const eps = requirePositive('scaleByAdadelta', 'eps', options.eps ?? 1e-6);
  return leafwise({
    name: 'adadelta',
    owner: 'scaleByAdadelta',
    state: { nu: zerosLike, delta: zerosLike },
    rule(g, state) {
      const nu = average(state.nu, mul(g, g), rho);
      const update = mul(g, mul(sqrt(add(state.delta, eps)), rsqrt(add(nu, eps))));
      return { update, nu, delta: average(state.delta, mul(update, update), rho) };
    },
  });
}

export interface AdadeltaOptions extends ScaleByAdadeltaOptions, DescentOptions {}

/**
 * Adadelta: `torch.optim.Adadelta`, its defaults included: learningRate 1, L2 regularisation 0.
 *
 * Needs no rate to be chosen, but starts slowly; mostly of historical interest.
 * Moves 28 bytes a parameter: reads g, v, d, θ; writes v, d, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), arXiv:1212.5701.
 */
export function adadelta(options: AdadeltaOptions = {}): Transform {
  checkOptions('adadelta', options, ['rho', 'eps', ...descentOptions]);
  const { rho = 0.9, eps = 1e-6, ...rest } = options;
  return descent('adadelta', scaleByAdadelta({ rho, eps }), { learningRate: 1, ...rest });
}
