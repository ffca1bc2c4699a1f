import { type DType, hostArray, isFloat, roundHalf } from '../dtype.js';
import { ArgumentError } from '../errors.js';
import { type Shape, sizeOf } from '../shape.js';
import { Tensor } from '../tensor.js';

/**
 * Operands of test cases, written as text that the oracle scripts read too, so that both sides make the same numbers:
 *
 * - `x[2,3]`: the dtype under test, values between −2 and 2; `x[2,3]:0:1` between 0 and 1.
 * - `x[3]=1,NaN,-0`: these values.
 * - `f[3]`, `i[4]<5`, `b[2]`: float32, int32 (from 0 up to below 5) and bool whatever the dtype under test.
 *
 * Generated floats are odd multiples of 1/1024 of the range, all different for up to 508 of them: exact in half
 * precision and away from whole numbers, so that sorting, rounding and comparing have one right answer.
 */
export interface InputSpec {
  readonly kind: 'x' | 'f' | 'i' | 'b';
  readonly shape: Shape;
  readonly low: number;
  readonly high: number;
  readonly values: readonly number[] | undefined;
}

const pattern = /^([xfib])\[([\d,]*)\](?::(-?[\d.]+):(-?[\d.]+)|<(\d+)|=(.+))?$/;

/** @throws ArgumentError for text that is not a list of operands. */
export function parseInputs(text: string): InputSpec[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const match = pattern.exec(word);
      if (!match) throw new ArgumentError(`conformance: '${word}' in '${text}' describes no operand; see InputSpec`);
      const [, kind, sizes, low = '-2', high = '2', below, list] = match;
      return {
        kind: kind as InputSpec['kind'],
        shape: sizes === '' ? [] : sizes!.split(',').map(Number),
        low: below === undefined ? Number(low) : 0,
        high: Number(below ?? high),
        values: list?.split(',').map(Number),
      };
    });
}

/** The dtype of an operand when `dtype` is under test. */
function dtypeOf(spec: InputSpec, dtype: DType): DType {
  return ({ x: dtype, f: 'float32', i: 'int32', b: 'bool' } as const)[spec.kind];
}

/** Primitive roots of 509: each walks through 1 … 508 in an order of its own. */
const roots = [263, 110, 346, 198, 431, 146, 311, 230];

/** 1 … 508 in an order that looks random, and again from the start. */
function* walk(seed: number): Generator<number> {
  const root = roots[seed % roots.length]!;
  for (let state = ((seed * 97) % 508) + 1; ; state = (state * root) % 509) yield state;
}

/** Odd multiples of (high − low)/1024 above `low`. */
export function generate(count: number, low: number, high: number, seed: number): Float64Array {
  const states = walk(seed);
  return Float64Array.from(
    { length: count },
    () => low + ((high - low) * (2 * (states.next().value as number) + 1)) / 1024,
  );
}

/** The operand at `position`, as a tensor. Floats that a backend could not hold exactly are refused. */
export function makeInput(spec: InputSpec, position: number, dtype: DType): Tensor {
  const type = dtypeOf(spec, dtype);
  const data = hostArray(type, sizeOf(spec.shape), true);
  const given = Array.from(spec.values ?? values(spec, position + 1, type, data.length));
  data.set(given);
  given.forEach((v, i) => {
    const kept = type === 'float16' ? roundHalf(data[i]!) : type === 'float32' ? Math.fround(data[i]!) : data[i]!;
    const same = isFloat(type) ? Object.is(kept, v) : kept === v;
    if (!same) throw new ArgumentError(`conformance: value ${v} at position ${i} is not exact in ${type}`);
  });
  return new Tensor(spec.shape, type, { kind: 'host', data });
}

function values(spec: InputSpec, seed: number, dtype: DType, count: number): ArrayLike<number> {
  if (isFloat(dtype)) return generate(count, spec.low, spec.high, seed);
  const states = walk(seed);
  const next = () => states.next().value as number;
  if (dtype === 'bool') return Array.from({ length: count }, () => next() & 1);
  if (spec.kind === 'i') return Array.from({ length: count }, () => next() % spec.high);
  return generate(count, spec.low, spec.high, seed).map((v) => Math.floor(8 * v));
}
