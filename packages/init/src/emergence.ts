import { ArgumentError, checkOptions, normal } from '@saddlepoint/tensor';
import { chooseFans, type FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireCount } from './internal/check.js';

export interface EmergenceOptions {
  /** Number of this layer, from 1 (next to the input) up to depth. */
  layer: number;
  /** Number of layers, from 2 up. */
  depth: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * N(0, ν² · 2 / fanIn) with ν = (1 + ln layer / ln depth) / √fanIn: weights that grow with the depth, from small ones.
 *
 * Use it to compare, not by default: with the 1 / √fanIn in ν a layer divides the signal by about √fanIn, so plain deep
 * networks need normalisation layers with it.
 *
 * @throws ArgumentError unless 1 ≤ layer ≤ depth and depth ≥ 2; ShapeError for a shape without fans.
 * Source: Li et al., "Advancing neural network performance through emergence-promoting initialization scheme" (2024),
 * arXiv:2407.19044, in the form of the book chapter that compares it.
 */
export function emergence(options: EmergenceOptions): Initializer {
  checkOptions('emergence', options, ['layer', 'depth', 'axes']);
  const { layer, depth, axes } = options ?? {};
  requireCount('emergence', 'depth', depth, 2);
  requireCount('emergence', 'layer', layer);
  if (layer > depth) throw new ArgumentError(`emergence: layer ${layer} must be at most the depth ${depth}`);
  const growth = 1 + Math.log(layer) / Math.log(depth);
  return (key, shape, fans) => {
    const fan = Math.max(1, chooseFans('emergence', shape, fans, axes).fanIn);
    return normal(key, shape, { std: (growth * Math.SQRT2) / fan });
  };
}
