import { afterEach, describe, expect, it, vi } from 'vitest';
import { erfInvOf } from '../primitives/special.js';
import { type Draw, draw as drawHere } from './draw.js';
import jax from './fixtures/jax-random.json' with { type: 'json' };
import { inverseNormalOf } from './inverse-normal.js';
import { fillPlain } from './plain.js';
import { fillSimd } from './simd.js';
import { encipher, type KeyWords } from './threefry.js';

const keys: KeyWords[] = [
  [0, 0],
  [-1, 2 ** 31 - 1],
  [123456789, -987654321],
];
const uniform = { low: -0.9999999403953552, range: 2 };
const standard = { mean: 0, std: 1 };
const draws: Record<string, Omit<Draw, 'key'>> = {
  bits: {},
  uniform: { uniform: { low: 0, range: 1 } },
  'uniform, scaled': { uniform: { low: -2.5, range: 3.25 } },
  normal: { uniform, normal: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, ...standard } },
  'truncated normal': {
    uniform: { low: -0.5, range: 1.25 },
    normal: { low: -0.6, high: 1, mean: 3, std: Math.fround(0.02) },
  },
};

describe('WebAssembly and plain code', () => {
  const fillFast = fillSimd();

  it('both run on the platforms we test on', () => expect(fillFast).toBeDefined());

  // Around a chunk of the one and a block of the other.
  it.each(Object.entries(draws))('give the same %s, to the last bit', (_name, draw) => {
    for (const key of keys) {
      for (const size of [1, 4, 7, 4097, 16384, 16385, 40_000]) {
        const [fast, plain] = [new Int32Array(size), new Int32Array(size)];
        fillFast!(fast, { key, ...draw }, 0);
        fillPlain(plain, { key, ...draw }, 0);
        expect(fast.every((bits, i) => bits === plain[i])).toBe(true);
      }
    }
  });

  it.each(jax.vectors)('count beyond 2^32, seed $seed', ({ key, highCounter }) => {
    const words = key as unknown as KeyWords;
    const first = 2 ** 32;
    expect([...encipher(words, first + 5, new Int32Array(2))]).toEqual(highCounter);
    for (const fill of [fillFast!, fillPlain]) {
      const out = new Int32Array(6);
      fill(out, { key: words }, first);
      expect(out[5]).toBe(highCounter[0]! ^ highCounter[1]!);
    }
  });

  it('write to the part of a buffer they are given', () => {
    for (const fill of [fillFast!, fillPlain]) {
      const all = new Int32Array(10);
      fill(all.subarray(3, 7), { key: [1, 2], uniform: { low: 1, range: 1 } }, 0);
      expect([...all].map((bits) => bits !== 0)).toEqual([0, 0, 0, 1, 1, 1, 1, 0, 0, 0].map(Boolean));
    }
  });

  it('know where the normal distribution ends', () => {
    const draw: Draw = { key: [1, 2], uniform: { low: 1, range: 0 }, normal: { low: -8, high: 9, ...standard } };
    for (const fill of [fillFast!, fillPlain]) {
      const out = new Float32Array(4);
      fill(new Int32Array(out.buffer), draw, 0);
      expect([...out]).toEqual([9, 9, 9, 9]);
    }
    expect(inverseNormalOf(-1)).toBe(Number.NEGATIVE_INFINITY);
  });
});

it('the inverse of the normal distribution is accurate to single precision', () => {
  for (let i = -16383; i < 16384; i++) {
    const x = Math.fround(i < -8192 ? 2 ** ((i + 8192) / 400) - 1 : i / 16384);
    const expected = Math.SQRT2 * erfInvOf(x);
    expect(Math.abs(inverseNormalOf(x) - expected)).toBeLessThanOrEqual(4e-7 * Math.abs(expected));
  }
});

describe('a platform that compiles nothing', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each([
    ['has no WebAssembly', undefined],
    ['refuses', { Memory: WebAssembly.Memory, Module: vi.fn().mockThrow(new WebAssembly.CompileError('blocked')) }],
  ])('%s and draws the same', async (_name, platform) => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', platform);
    const { fillSimd: fillThere } = await import('./simd.js');
    const { draw: drawThere } = await import('./draw.js');
    expect(fillThere()).toBeUndefined();
    const what: Draw = { key: [5, 6], ...draws.normal };
    expect([...drawThere(1000, what)]).toEqual([...drawHere(1000, what)]);
  });
});
