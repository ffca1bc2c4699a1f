import { checkOptions } from '@saddlepoint/tensor';
import { descend } from './internal/descent.js';
import type { Transform } from './transform.js';

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
  return descend('scaleByLearningRate', options.learningRate);
}
