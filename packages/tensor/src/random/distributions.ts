import { erfOf } from '../primitives/special.js';
import { type Affine, draw } from './draw.js';
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

/** mean + std · z with z standard normal, by the inverse distribution function. */
export function normalOf(key: KeyWords, count: number, affine: Affine): Float32Array {
  const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number;
  const uniform = between(nextFloat(-1, 0), 1);
  return new Float32Array(draw(count, { key, uniform, normal: { low, high, ...single(affine) } }).buffer);
}

/** {@link normalOf} with z restricted to (lower, upper). Its variance is less: initialisers correct for that. */
export function truncatedNormalOf(
  key: KeyWords,
  count: number,
  lower: number,
  upper: number,
  affine: Affine,
): Float32Array {
  const uniform = between(erfOf(lower / Math.SQRT2), erfOf(upper / Math.SQRT2));
  const low = nextFloat(lower, Number.POSITIVE_INFINITY);
  const high = nextFloat(upper, Number.NEGATIVE_INFINITY);
  return new Float32Array(draw(count, { key, uniform, normal: { low, high, ...single(affine) } }).buffer);
}

const single = ({ mean, std }: Affine): Affine => ({ mean: fround(mean), std: fround(std) });

function between(min: number, max: number): { low: number; range: number } {
  return { low: fround(min), range: fround(fround(max) - fround(min)) };
}

/** The half of a 64-bit number in memory that counts for more. */
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** 0 … size − 1 in random order: sorted by random bits, as often as makes collisions harmless. */
export function permutationOf(key: KeyWords, size: number): Int32Array {
  let order = Int32Array.from({ length: size }, (_, i) => i);
  const rounds = Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1));
  let current = key;
  // One number an element, the random bits above and its position below: numbers sort without calls of a comparison.
  const halves = new Uint32Array(2 * size);
  for (let round = 0; round < rounds; round++) {
    const words = splitWords(current, 2);
    current = [words[0]!, words[1]!];
    const bits = randomBitsOf([words[2]!, words[3]!], size);
    for (let i = 0; i < size; i++) {
      halves[2 * i + high] = bits[i]!;
      halves[2 * i + 1 - high] = i;
    }
    new BigUint64Array(halves.buffer).sort();
    const previous = order;
    order = Int32Array.from(previous, (_, i) => previous[halves[2 * i + 1 - high]!]!);
  }
  return order;
}
