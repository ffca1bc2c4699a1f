import { checkOptions } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes, type Fans } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireOneOf, requirePositive } from './internal/check.js';
import { type Distribution, distributions, scaled } from './internal/scaled.js';

/** Which fan a variance is divided by. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg' | 'fanGeoAvg';

export interface VarianceScalingOptions {
  /** Above 0. Default 1. */
  scale?: number;
  /** The fan: of inputs, of outputs, their mean or their geometric mean. Default `fanIn`. */
  mode?: FanMode;
  /** Default `truncatedNormal`, cut at ±2 and corrected for the cut. */
  distribution?: Distribution;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

const fanOf: Readonly<Record<FanMode, (fans: Fans) => number>> = {
  fanIn: ({ fanIn }) => fanIn,
  fanOut: ({ fanOut }) => fanOut,
  fanAvg: ({ fanIn, fanOut }) => (fanIn + fanOut) / 2,
  fanGeoAvg: ({ fanIn, fanOut }) => Math.sqrt(fanIn * fanOut),
};

/**
 * Mean 0 and variance scale / fan: the family that LeCun, Xavier and Kaiming belong to. Take one of those by its name
 * where it fits, and this for other scales, means of fans or distributions.
 *
 * Unlike tfjs's, the truncated normal has the variance asked for.
 *
 * @param options scale (default 1), mode (default `fanIn`), distribution (default `truncatedNormal`), axes.
 * @throws ArgumentError for a scale that is not above 0, an unknown mode or distribution; ShapeError for a shape without fans.
 * Source: `jax.nn.initializers.variance_scaling`.
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  checkOptions('varianceScaling', options, ['scale', 'mode', 'distribution', 'axes']);
  const scale = requirePositive('varianceScaling', 'scale', options.scale ?? 1);
  const mode = requireOneOf('varianceScaling', 'mode', options.mode ?? 'fanIn', Object.keys(fanOf) as FanMode[]);
  const distribution = requireOneOf(
    'varianceScaling',
    'distribution',
    options.distribution ?? 'truncatedNormal',
    distributions,
  );
  return (key, shape, fans) => {
    // An empty parameter has a fan of 0 and nothing to scale.
    const fan = Math.max(1, fanOf[mode](chooseFans('varianceScaling', shape, fans, options.axes)));
    return scaled(distribution, key, shape, Math.sqrt(scale / fan));
  };
}
