import { checkOptions, type Shape } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes } from '../fans.js';
import type { Initializer } from '../initializer.js';
import { type Distribution, scaled } from './scaled.js';

export interface LecunOptions {
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/** Draws with variance 1 / fanIn; the options are checked here, once. */
export function lecun(owner: string, distribution: Distribution, options: LecunOptions): Initializer {
  checkOptions(owner, options, ['axes']);
  return (key, shape: Shape, fans) => {
    // An empty parameter has a fan of 0 and nothing to scale.
    const fan = Math.max(1, chooseFans(owner, shape, fans, options.axes).fanIn);
    return scaled(distribution, key, shape, Math.sqrt(1 / fan));
  };
}
