import { checkOptions, normal } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireCount } from './internal/check.js';

export interface FixupOptions {
  /** Number of residual branches in the network, from 1 up. */
  branches: number;
  /** Number of layers in each branch, from 2 up. Default 2. */
  layers?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * N(0, 2 / fanOut) · branches^(−1 / (2 · layers − 2)): the layers of a residual branch except its last one, in a network
 * without normalisation. The rest of the scheme is `zeros()` for the last layer of each branch, for the classifier and for
 * the scalar biases, and `ones()` for one scalar multiplier a branch.
 *
 * @throws ArgumentError for counts that are not whole or too small; ShapeError for a shape without fans.
 * Source: Zhang, Dauphin, Ma, "Fixup initialization" (2019), arXiv:1901.09321.
 */
export function fixup(options: FixupOptions): Initializer {
  checkOptions('fixup', options, ['branches', 'layers', 'axes']);
  const { branches, layers = 2, axes } = options ?? {};
  requireCount('fixup', 'branches', branches);
  requireCount('fixup', 'layers', layers, 2);
  const factor = branches ** (-1 / (2 * layers - 2));
  return (key, shape, fans) => {
    const { fanOut } = chooseFans('fixup', shape, fans, axes);
    return normal(key, shape, { std: factor * Math.sqrt(2 / Math.max(1, fanOut)) });
  };
}
