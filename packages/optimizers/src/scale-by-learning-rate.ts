import { ArgumentError, cast, checkOptions, mul, neg, ShapeError, showShape, Tensor } from '@saddlepoint/tensor';
import { requireNonNegative } from './internal/check.js';
import { mapTensors } from './internal/trees.js';
import type { Extras, Transform } from './transform.js';

export interface ScaleByLearningRateOptions {
  /** From 0 up; `extras.learningRate` of a step replaces it. Default none: every step must then bring one. */
  learningRate?: number;
}

/**
 * Updates times −learningRate: the last link of a descent.
 *
 * @throws ArgumentError for a negative rate, or for a step without one; ShapeError for a rate that is not a scalar.
 */
export function scaleByLearningRate(options: ScaleByLearningRateOptions = {}): Transform {
  checkOptions('scaleByLearningRate', options, ['learningRate']);
  if (options.learningRate !== undefined) {
    requireNonNegative('scaleByLearningRate', 'learningRate', options.learningRate);
  }
  return {
    name: 'learningRate',
    init: () => ({}),
    update(grads, _state, _params, extras) {
      const rate = rateOf(extras, options.learningRate);
      const step = rate instanceof Tensor ? neg(rate) : -rate;
      const updates = mapTensors('scaleByLearningRate', grads, (g) =>
        mul(g, step instanceof Tensor ? cast(step, g.dtype) : step),
      );
      return { updates, state: {} };
    },
  };
}

function rateOf(extras: Extras | undefined, fallback: number | undefined): number | Tensor {
  checkOptions('update: extras', extras, ['learningRate']);
  const rate = extras?.learningRate ?? fallback;
  if (rate === undefined) {
    throw new ArgumentError(
      'scaleByLearningRate: no learning rate; give { learningRate } in the options or in the extras of update',
    );
  }
  if (!(rate instanceof Tensor)) return requireNonNegative('scaleByLearningRate', 'learningRate', rate);
  if (rate.rank === 0) return rate;
  throw new ShapeError(`scaleByLearningRate: learningRate must be a scalar, got ${showShape(rate.shape)}`);
}
