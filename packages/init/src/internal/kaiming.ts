import { checkOptions, type Shape } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes, type Fans } from '../fans.js';
import { gain, type Nonlinearity } from '../gain.js';
import { requireOneOf } from './check.js';

export interface KaimingOptions {
  /** Keep the variance of the signal (`fanIn`) or that of the gradient (`fanOut`). Default `fanIn`. */
  mode?: 'fanIn' | 'fanOut';
  /** The activation that follows. Default `relu`. */
  nonlinearity?: Nonlinearity;
  /** Slope of `leakyRelu` below 0, an error for the others. Default 0.01. */
  negativeSlope?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/** The standard deviation gain / √fan for a shape; the options are checked here, once. */
export function kaimingStd(owner: string, options: KaimingOptions): (shape: Shape, fans?: Fans) => number {
  checkOptions(owner, options, ['mode', 'nonlinearity', 'negativeSlope', 'axes']);
  const mode = requireOneOf(owner, 'mode', options.mode ?? 'fanIn', ['fanIn', 'fanOut']);
  const factor = gain(options.nonlinearity ?? 'relu', options.negativeSlope);
  // An empty parameter has a fan of 0 and nothing to scale.
  return (shape, fans) => factor / Math.sqrt(Math.max(1, chooseFans(owner, shape, fans, options.axes)[mode]));
}
