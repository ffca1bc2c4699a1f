import { describe, expect, it } from 'vitest';
import { randomBitsOf } from './distributions.js';
import { foldInWords, seedWords, splitWords } from './threefry.js';

describe('Threefry-2x32, 20 rounds', () => {
  // Known-answer vectors of the Random123 library (`kat_vectors`): key, counter, ciphertext. `foldInWords` enciphers [0, data].
  it('enciphers as its authors do', () => {
    expect([...foldInWords([0, 0], 0)].map((w) => w >>> 0)).toEqual([0x6b200159, 0x99ba4efe]);
  });

  it('splits a seed into two words', () => {
    expect(seedWords(0)).toEqual([0, 0]);
    expect(seedWords(2 ** 32 + 5)).toEqual([1, 5]);
    expect(seedWords(2 ** 31)).toEqual([0, -(2 ** 31)]);
    expect(seedWords(2 ** 53 - 1)).toEqual([2 ** 21 - 1, -1]);
  });

  it('gives each counter its own words, in any order and number', () => {
    const words = splitWords([3, 4], 6);
    expect([...splitWords([3, 4], 2)]).toEqual([...words.slice(0, 4)]);
    expect([...foldInWords([3, 4], 5)]).toEqual([...words.slice(10)]);
  });

  it('does not depend on the size of its blocks', () => {
    const long = randomBitsOf([7, 8], 10_000);
    expect([...randomBitsOf([7, 8], 5000)]).toEqual([...long.slice(0, 5000)]);
    expect(new Set(long).size).toBeGreaterThan(9990);
  });
});
