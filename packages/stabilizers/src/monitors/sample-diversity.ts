import {
  add,
  cast,
  checkOptions,
  div,
  eye,
  lessEqual,
  matmul,
  max,
  mean,
  min,
  mul,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { nonNegative, requireNumber, requireSamples } from '../internal/check.js';

export interface SampleDiversityOptions {
  /** How near a sample has to be to count as a duplicate, in units of the mean distance, from 0 up. Default 0.01. */
  tolerance?: number;
}

/** Float32 scalars; all fall as modes are lost. */
export interface SampleDiversity {
  /** Mean distance between two different samples. */
  readonly distance: Tensor;
  /** Mean distance of a sample to its nearest neighbour. */
  readonly nearest: Tensor;
  /** Share of the samples that have another one within tolerance · distance; this one rises. */
  readonly duplicates: Tensor;
}

/**
 * How different samples are from each other: the signs of a generator's mode collapse.
 *
 * When to use: on a few hundred generated samples now and then, next to the same of real ones: what counts is their
 * ratio. Total collapse shows in `distance`, a generator that repeats a few pictures in `duplicates` and `nearest`.
 * For pictures pass features of a network rather than pixels. Time and memory grow with the square of the batch.
 *
 * Distances come from products of centred samples: those below 1e-3 of the largest are rounding.
 *
 * @param samples [batch, ...], 2 or more. @throws ShapeError for fewer; DTypeError; ArgumentError for a tolerance below 0.
 * Source: after Odena et al. 2017, arXiv:1610.09585 (similarity of pairs), and Arora, Zhang 2017, arXiv:1706.08224
 * (duplicates).
 */
export function sampleDiversity(samples: Tensor, options: SampleDiversityOptions = {}): SampleDiversity {
  const owner = 'sampleDiversity';
  checkOptions(owner, options, ['tolerance']);
  const { tolerance = 0.01 } = options;
  requireNumber(owner, 'tolerance', tolerance, nonNegative);
  const count = requireSamples(owner, samples);
  const rows = cast(reshape(samples, [count, -1]), 'float32');
  const centred = sub(rows, mean(rows, 0, { keepDims: true }));
  const squares = sum(square(centred), 1, { keepDims: true });
  const products = matmul(centred, centred, { transposeB: true });
  const squared = relu(sub(add(squares, reshape(squares, [1, count])), mul(products, 2)));
  const itself = cast(eye(count), 'bool');
  const distances = where(itself, 0, sqrt(squared));
  const distance = div(sum(distances), count * (count - 1));
  const nearest = min(where(itself, max(distances), distances), 1);
  return {
    distance,
    nearest: mean(nearest),
    duplicates: mean(cast(lessEqual(nearest, mul(distance, tolerance)), 'float32')),
  };
}
