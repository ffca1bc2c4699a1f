import { erfOf } from '../primitives/special.js';
import { draw } from './draw.js';
import { type KeyWords, splitWords } from './threefry.js';

/** Distributions on the host, in single precision and in JAX's order of operations. */

const { fround } = Math;
const float = new Float32Array(1);
const bitsOf = new Int32Array(float.buffer);

/** The float32 next to x in the direction of `target`. */
function nextFloat(x: number, target: number): number {
  float[0] = x;
  if (float[0] === 0) return target > 0 ? 2 ** -149 : -(2 ** -149);
  bitsOf[0]! += target > x === x > 0 ? 1 : -1;
  return float[0]!;
}

/** 32 random bits for each of `count` elements. */
export function randomBitsOf(key: KeyWords, count: number): Int32Array<ArrayBuffer> {
  return draw(count, { key });
}

/** Uniform on [min, max): 23 random bits of mantissa, scaled. */
export function uniformOf(key: KeyWords, count: number, min: number, max: number): Float32Array {
  return new Float32Array(draw(count, { key, uniform: between(min, max) }).buffer);
}

/** Standard normal, by the inverse distribution function. */
export function normalOf(key: KeyWords, count: number): Float32Array {
  const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number;
  const uniform = between(nextFloat(-1, 0), 1);
  return new Float32Array(draw(count, { key, uniform, normal: { low, high } }).buffer);
}

/** Standard normal restricted to (lower, upper). Its variance is less than 1: initialisers correct for that. */
export function truncatedNormalOf(key: KeyWords, count: number, lower: number, upper: number): Float32Array {
  const uniform = between(erfOf(lower / Math.SQRT2), erfOf(upper / Math.SQRT2));
  const low = nextFloat(lower, Number.POSITIVE_INFINITY);
  const high = nextFloat(upper, Number.NEGATIVE_INFINITY);
  return new Float32Array(draw(count, { key, uniform, normal: { low, high } }).buffer);
}

function between(min: number, max: number): { low: number; range: number } {
  return { low: fround(min), range: fround(fround(max) - fround(min)) };
}

/** 0 … size − 1 in random order: sorted by random bits, as often as makes collisions harmless. */
export function permutationOf(key: KeyWords, size: number): Int32Array {
  let order = Int32Array.from({ length: size }, (_, i) => i);
  const rounds = Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1));
  let current = key;
  for (let round = 0; round < rounds; round++) {
    const words = splitWords(current, 2);
    current = [words[0]!, words[1]!];
    const bits = new Uint32Array(randomBitsOf([words[2]!, words[3]!], size).buffer);
    const rank = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => bits[a]! - bits[b]! || a - b);
    order = Int32Array.from(rank, (i) => order[i]!);
  }
  return order;
}
