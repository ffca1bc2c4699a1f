import { ArgumentError, add, cast, checkOptions, div, mul, type Tensor, valueAndGrad } from '@saddlepoint/tensor';
import { globalNorm } from './clip-by-global-norm.js';
import { requireNonNegative, requirePositive } from './internal/check.js';
import { mapTensors, zipTensors } from './internal/trees.js';

export interface SamOptions {
  /** ρ, above 0. Default 0.05; adaptive about 0.5 to 2. */
  rho?: number;
  /** ASAM: the neighbourhood of a weight is proportional to it. Default false. */
  adaptive?: boolean;
  /** Added to the norm, so that a gradient of 0 stays 0; from 0 up. Default 1e-12. */
  eps?: number;
}

/**
 * Sharpness-aware minimisation: a `valueAndGrad` whose gradients are those at the worst point near the parameters,
 * θ + ρ g / ‖g‖, or with `adaptive` θ + ρ θ²g / ‖θ g‖. The loss is the one at θ.
 *
 * It takes two passes, so a step costs twice as much; any optimizer goes with the result:
 * `const [loss, grads] = samValueAndGrad(fn, { rho })(params, batch)`. As with {@link valueAndGrad}, `fn` must return a
 * scalar; both passes see the same arguments, the random key included.
 *
 * @throws ArgumentError for values out of range.
 * Source: Foret, Kleiner, Mobahi, Neyshabur, "Sharpness-aware minimization" (2020), arXiv:2010.01412; Kwon, Kim, Park,
 * Choi, "ASAM" (2021), arXiv:2102.11600 (with its η = 0).
 */
export function samValueAndGrad<P, Rest extends unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
  options: SamOptions = {},
): (params: P, ...rest: Rest) => [loss: Tensor, gradients: P] {
  checkOptions('samValueAndGrad', options, ['rho', 'adaptive', 'eps']);
  if (typeof fn !== 'function')
    throw new ArgumentError('samValueAndGrad: needs the loss as a function of the parameters');
  const rho = requirePositive('samValueAndGrad', 'rho', options.rho ?? 0.05);
  const eps = requireNonNegative('samValueAndGrad', 'eps', options.eps ?? 1e-12);
  const { adaptive = false } = options;
  const both = valueAndGrad(fn);
  return (params, ...rest) => {
    const [loss, grads] = both(params, ...rest);
    const scaled = adaptive ? zipTensors('samValueAndGrad', grads, params, mul) : grads;
    const size = div(rho, add(globalNorm(scaled), eps));
    const way = adaptive ? zipTensors('samValueAndGrad', scaled, params, mul) : scaled;
    const step = mapTensors('samValueAndGrad', way, (d) => mul(d, cast(size, d.dtype)));
    const [, gradients] = both(zipTensors('samValueAndGrad', params, step, add), ...rest);
    return [loss, gradients];
  };
}
