import { checkOptions, maximum, uniform, variance } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireOneOf, requirePositive } from './internal/check.js';

export interface LMomentumOptions {
  /** What the variance is set to, above 0: α itself as the source has it, α / fanIn when corrected. Default 1. */
  alpha?: number;
  /** `source` is the published formula, to reproduce it. Default `corrected`. */
  form?: 'corrected' | 'source';
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * W ~ U(±√(6 / fanIn)), then W ← W · √(v / Var W): a uniform start whose own variance, not only the expected one, is v.
 *
 * The source takes v = α (0.81 in its code) whatever the fan: every layer with a rectifier multiplies the variance by
 * α · fanIn / 2 (256 α for 512 inputs), and its own table reports nan. Corrected, v = α / fanIn, so that α = 1 keeps the
 * signal's variance through linear layers and α = 2 through rectifiers.
 *
 * @throws ArgumentError for an alpha that is not above 0 or an unknown form; ShapeError for a shape without fans.
 */
export function lMomentum(options: LMomentumOptions = {}): Initializer {
  checkOptions('lMomentum', options, ['alpha', 'form', 'axes']);
  const alpha = requirePositive('lMomentum', 'alpha', options.alpha ?? 1);
  const form = requireOneOf('lMomentum', 'form', options.form ?? 'corrected', ['corrected', 'source']);
  return (key, shape, fans) => {
    const fan = Math.max(1, chooseFans('lMomentum', shape, fans, options.axes).fanIn);
    const bound = Math.sqrt(6 / fan);
    const draws = uniform(key, shape, { min: -bound, max: bound });
    if (draws.size === 0) return draws;
    const target = form === 'source' ? alpha : alpha / fan;
    // One number alone has no variance.
    return draws.mul(maximum(variance(draws), 1e-30).rsqrt()).mul(Math.sqrt(target));
  };
}
