import { checkOptions } from '@saddlepoint/tensor';
import type { FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { fromKernels, inCentre, requireMatrix } from './internal/layout.js';

export interface ZerOOptions {
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * ZerO, a start of zeros and ones without any randomness: the identity where a layer has no more outputs than inputs,
 * otherwise the corner of a Hadamard matrix, H / √size, which breaks the symmetry that copied zeros would keep. Kernels
 * have the matrix in the middle of the window. Made for residual networks with normalisation.
 *
 * @param options axes.
 * @throws ShapeError for a vector: biases start at 0.
 * Source: Zhao, Schäfer, Anandkumar, "ZerO initialization" (2021), arXiv:2110.12661.
 */
export function zerO(options: ZerOOptions = {}): Initializer {
  checkOptions('zerO', options, ['axes']);
  return (_key, shape) => {
    requireMatrix('zerO', shape);
    return fromKernels('zerO', shape, options.axes, (sizes) => {
      const { batch, outputs, inputs } = sizes;
      const entry = outputs <= inputs ? identityEntry : hadamardEntry(outputs);
      const matrices = Float32Array.from({ length: batch * outputs * inputs }, (_, i) =>
        entry(Math.floor(i / inputs) % outputs, i % inputs),
      );
      return inCentre(sizes, matrices, 'up');
    });
  };
}

const identityEntry = (i: number, j: number): number => (i === j ? 1 : 0);

/** Sylvester's matrix of the next power of two, which is −1 where i and j have an odd number of bits in common. */
function hadamardEntry(size: number) {
  const scale = 2 ** (-Math.ceil(Math.log2(size)) / 2);
  return (i: number, j: number): number => {
    let odd = false;
    for (let common = i & j; common !== 0; common &= common - 1) odd = !odd;
    return odd ? -scale : scale;
  };
}
