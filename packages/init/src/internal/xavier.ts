import { checkOptions, type Shape } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes, type Fans } from '../fans.js';
import { requirePositive } from './check.js';

export interface XavierOptions {
  /** Above 0; that of an activation is `gain('tanh')` and so on. Default 1. */
  gain?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/** The standard deviation gain · √(2 / (fanIn + fanOut)) for a shape; the options are checked here, once. */
export function xavierStd(owner: string, options: XavierOptions): (shape: Shape, fans?: Fans) => number {
  checkOptions(owner, options, ['gain', 'axes']);
  const factor = requirePositive(owner, 'gain', options.gain ?? 1);
  return (shape, fans) => {
    const { fanIn, fanOut } = chooseFans(owner, shape, fans, options.axes);
    // An empty parameter has fans of 0 and nothing to scale.
    return factor * Math.sqrt(2 / Math.max(1, fanIn + fanOut));
  };
}
