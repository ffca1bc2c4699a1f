/**
 * The Threefry-2x32 block cipher as a counter-based random number generator, laid out as JAX lays it out
 * (`jax_threefry_partitionable`, its default): element i of an array is the cipher of the 64-bit counter i, so a value
 * depends on the key and its position alone, never on how many were drawn before.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */

/** Two 32-bit words, as int32. */
export type KeyWords = readonly [number, number];

/**
 * Enciphers the counters from `first` on with `key`; both words of each go to `words`. Written out round by round and
 * without calls: this loop is what every random number costs.
 */
export function encipher(key: KeyWords, first: number, words: Int32Array): Int32Array {
  const [k0, k1] = key;
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  for (let i = 0; i < words.length; i += 2) {
    const counter = first + i / 2;
    let a = (Math.floor(counter / 2 ** 32) + k0) | 0;
    let b = (counter + k1) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 1) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 2) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k0) | 0;
    b = (b + k1 + 3) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 4) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    words[i] = (a + k2) | 0;
    words[i + 1] = (b + k0 + 5) | 0;
  }
  return words;
}

/** Words of the key for a seed, a whole number from 0 to 2^53 − 1. */
export function seedWords(seed: number): KeyWords {
  return [Math.floor(seed / 2 ** 32) | 0, seed | 0];
}

/** `count` independent keys, two words each. */
export function splitWords(key: KeyWords, count: number): Int32Array {
  return encipher(key, 0, new Int32Array(2 * count));
}

/** The key for use number `data` of `key`, for any 32-bit number. */
export function foldInWords(key: KeyWords, data: number): Int32Array {
  return encipher(key, data >>> 0, new Int32Array(2));
}
