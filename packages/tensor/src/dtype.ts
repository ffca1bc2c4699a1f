import { DTypeError, showValue } from './errors.js';

/**
 * Element types. Keys and indices are `int32`; comparisons give `bool`; `uint8` (0 … 255) only stores: it is cast, moved,
 * gathered and chosen, not computed with.
 */
export type DType = 'float32' | 'float16' | 'int32' | 'uint8' | 'bool';

/**
 * Values on the host. `float32` and `float16` tensors hold numbers as Float32Array, or as Float64Array where more
 * precision is at hand (the reference backend); `int32` as Int32Array; `uint8` as Uint8Array; `bool` as Uint8Array of 0 and 1. Engines that
 * want half-precision bits convert with {@link encodeHalf}.
 */
export type HostArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Every dtype, from the one that can hold most to the one that can hold least. */
export const dtypes: readonly DType[] = ['float32', 'float16', 'int32', 'uint8', 'bool'];

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float16';
}

export function byteSize(dtype: DType): number {
  return { float32: 4, float16: 2, int32: 4, uint8: 1, bool: 1 }[dtype];
}

/** A zeroed host array; floats in double precision when `wide`. */
export function hostArray(dtype: DType, length: number, wide = false): HostArray {
  if (dtype === 'int32') return new Int32Array(length);
  if (dtype === 'uint8' || dtype === 'bool') return new Uint8Array(length);
  return wide ? new Float64Array(length) : new Float32Array(length);
}

/** Whether `data` is a host array that can hold `dtype`. */
export function holds(dtype: DType, data: HostArray): boolean {
  if (dtype === 'int32') return data instanceof Int32Array;
  if (dtype === 'uint8' || dtype === 'bool') return data instanceof Uint8Array;
  return data instanceof Float32Array || data instanceof Float64Array;
}

/** @throws DTypeError unless every dtype is one of `allowed`. */
export function requireDType(op: string, dtype: DType, allowed: readonly DType[]): void {
  if (allowed.includes(dtype)) return;
  const fix = !isFloat(dtype) ? `; cast it first: x.cast('${allowed[0]}')` : '';
  throw new DTypeError(`${op}: got ${dtype}, needs ${allowed.join(' or ')}${fix}`);
}

/** @throws DTypeError unless the dtypes are the same. */
export function requireSame(op: string, given: readonly DType[]): void {
  if (given.every((dtype) => dtype === given[0])) return;
  // What loses least: whole numbers and bools as floats, not the other way round.
  const widest = dtypes.find((dtype) => given.includes(dtype))!;
  const others = [...new Set(given)].filter((dtype) => dtype !== widest).join(' and ');
  throw new DTypeError(
    `${op}: operands have different dtypes (${given.join(', ')}); cast the ${others} one: x.cast('${widest}')`,
  );
}

/** @throws DTypeError unless `dtype` is one: options or a misspelt name in its place. */
export function checkDType(owner: string, dtype: unknown): asserts dtype is DType {
  if (dtypes.includes(dtype as DType)) return;
  throw new DTypeError(`${owner}: dtype is ${showValue(dtype)}; allowed: '${dtypes.join("', '")}'`);
}

const f32 = new Float32Array(1);
const u32 = new Uint32Array(f32.buffer);

/** Bits of the IEEE half nearest to `value` (ties to even). */
export function toHalfBits(value: number): number {
  f32[0] = value;
  // A double between two floats becomes the odd one, so that it can never look like a tie below.
  if (f32[0] !== value && !Number.isNaN(value)) u32[0] = (u32[0]! - (Math.abs(f32[0]!) > Math.abs(value) ? 1 : 0)) | 1;
  const bits = u32[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal: the spacing of halves is 2^-24 here, and Math.fround of a sum with 0.5 rounds ties to even for us.
    f32[0] = Math.abs(f32[0]!) + 0.5;
    return sign | (u32[0]! - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

/** Value of IEEE half bits. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Half-precision bits of host values, for engines that take them. */
export function encodeHalf(values: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = toHalfBits(values[i]!);
  return out;
}

/** Host values of half-precision bits. */
export function decodeHalf(bits: ArrayLike<number>): Float32Array {
  const out = new Float32Array(bits.length);
  for (let i = 0; i < out.length; i++) out[i] = fromHalfBits(bits[i]!);
  return out;
}

/** The largest finite value of a float dtype. */
export function largestOf(dtype: DType): number {
  return dtype === 'float16' ? 65504 : 3.4028234663852886e38;
}

/** `value` rounded to half precision. */
export function roundHalf(value: number): number {
  return fromHalfBits(toHalfBits(value));
}
