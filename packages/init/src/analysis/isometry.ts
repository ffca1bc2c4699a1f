import {
  type Backend,
  broadcastTo,
  checkOptions,
  compile,
  eye,
  grad,
  mul,
  reference,
  requireTensor,
  ShapeError,
  showShape,
  sizeOf,
  type Tensor,
} from '@saddlepoint/tensor';
import { requirePositive } from '../internal/check.js';
import { describe, type Spectrum, singularValues } from './spectrum.js';

export interface IsometryOptions {
  /** How far from 1 the singular values of an isometry may be. Default 0.1. */
  tolerance?: number;
  /** The engine. Default: the reference backend. */
  backend?: Backend;
}

/** The spectrum of a network's Jacobian. */
export interface Isometry extends Spectrum {
  /** Mean of σ² over the inputs' directions: 1 where gradients neither grow nor decay on average. */
  readonly meanSquare: number;
  /** Whether all singular values are within the tolerance of 1: dynamical isometry. */
  readonly isometric: boolean;
}

/**
 * The singular values of the derivative of a whole network at one input, and whether they are all close to 1. A mean of 1
 * is what Kaiming and Xavier give; all at 1 (with orthogonal weights before linear or tanh layers) trains thousands of layers.
 *
 * @param network from a batch [N, ...] to a batch [N, ...] whose inputs do not see each other; keep the outputs few.
 * @param x one input as a batch [1, ...].
 * @throws ShapeError for another batch; ArgumentError for a tolerance that is not above 0.
 * Source: Saxe et al. (2013), arXiv:1312.6120; Pennington, Schoenholz, Ganguli (2017), arXiv:1711.04735.
 */
export async function isometry(
  network: (x: Tensor) => Tensor,
  x: Tensor,
  options: IsometryOptions = {},
): Promise<Isometry> {
  checkOptions('isometry', options, ['tolerance', 'backend']);
  const tolerance = requirePositive('isometry', 'tolerance', options.tolerance ?? 0.1);
  requireTensor('isometry', 'x', x);
  if (x.rank < 2 || x.shape[0] !== 1) {
    throw new ShapeError(`isometry: x ${showShape(x.shape)} must be one input as a batch, [1, ...]`);
  }
  const run = compile(options.backend ?? reference(), (input: Tensor) => {
    const outputs = sizeOf(network(input).shape);
    // The same input once for each output, which alone is differentiated there.
    const copies = broadcastTo(input, [outputs, ...input.shape.slice(1)]);
    const jacobian = grad((inputs: Tensor) => mul(network(inputs).reshape([outputs, -1]), eye(outputs)).sum())(copies);
    return jacobian.reshape([outputs, -1]);
  });
  try {
    const values = await singularValues(await run(x));
    const meanSquare = values.reduce((sum, s) => sum + s * s, 0) / sizeOf(x.shape);
    return { ...describe(values), meanSquare, isometric: values.every((s) => Math.abs(s - 1) <= tolerance) };
  } finally {
    await run.dispose();
  }
}
