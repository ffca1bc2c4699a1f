import type { Fill } from './draw.js';
import { inverseNormalOf } from './inverse-normal.js';
import { encipher } from './threefry.js';

const { fround } = Math;

/** A draw without WebAssembly: for few values, and where a platform has no SIMD or allows no code made at run time. */
export const fillPlain: Fill = (out, { key, uniform, normal }, first) => {
  const block = new Int32Array(2 * Math.min(out.length, 4096));
  for (let start = 0; start < out.length; start += 4096) {
    encipher(key, first + start, block);
    const end = Math.min(out.length, start + 4096);
    for (let i = start, j = 0; i < end; i++, j += 2) out[i] = block[j]! ^ block[j + 1]!;
  }
  if (!uniform) return;
  const { low, range } = uniform;
  const values = new Float32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < out.length; i++) out[i] = (out[i]! >>> 9) | 0x3f800000;
  for (let i = 0; i < out.length; i++) values[i] = Math.max(low, fround((values[i]! - 1) * range) + low);
  if (!normal) return;
  const { mean, std } = normal;
  for (let i = 0; i < out.length; i++) {
    const z = Math.min(normal.high, Math.max(normal.low, inverseNormalOf(values[i]!)));
    values[i] = fround(z * std) + mean;
  }
};
