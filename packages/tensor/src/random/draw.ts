import { fillPlain } from './plain.js';
import { fillSimd } from './simd.js';
import type { KeyWords } from './threefry.js';

/** Numbers of single precision. */
export interface Affine {
  readonly mean: number;
  readonly std: number;
}

/** What to draw: random bits; from them, if asked, uniform numbers on [low, low + range); from those normal ones. */
export interface Draw {
  readonly key: KeyWords;
  readonly uniform?: { readonly low: number; readonly range: number };
  /**
   * From uniform numbers on (−1, 1): standard normal ones, those outside of [low, high] moved to its ends, times std plus
   * mean.
   */
  readonly normal?: { readonly low: number; readonly high: number } & Affine;
}

/** Puts what the counters first, first + 1, … give into `out`, floats as their bits. `first` is a multiple of 2^14. */
export type Fill = (out: Int32Array, draw: Draw, first: number) => void;

/** `count` values, all but few of them four at a time where the platform can. Both ways give the same, to the last bit. */
export function draw(count: number, what: Draw): Int32Array<ArrayBuffer> {
  const out = new Int32Array(count);
  const fill = (count >= 64 && fillSimd()) || fillPlain;
  fill(out, what, 0);
  return out;
}
