import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteSize,
  checkDType,
  decodeHalf,
  dtypes,
  encodeHalf,
  fromHalfBits,
  holds,
  hostArray,
  isFloat,
  largestOf,
  requireDType,
  requireSame,
  roundHalf,
  toHalfBits,
} from './dtype.js';
import { DTypeError } from './errors.js';

/** The value of half bits, read off the definition of IEEE 754 binary16. */
function definition(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : (-1) ** sign * Number.POSITIVE_INFINITY;
  const magnitude = exponent === 0 ? (fraction / 1024) * 2 ** -14 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return (-1) ** sign * magnitude;
}

/** Every finite half from 0 up, then the value at which rounding reaches infinity. */
const ladder = [...Array.from({ length: 0x7c00 }, (_, bits) => definition(bits)), 65536];

/** The nearest half by searching the ladder, ties to even bits: slow, and plainly right. */
function nearestHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 65536) return Math.sign(value) * Number.POSITIVE_INFINITY;
  let [low, high] = [0, ladder.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ladder[middle]! <= magnitude) low = middle;
    else high = middle;
  }
  const [below, above] = [magnitude - ladder[low]!, ladder[high]! - magnitude];
  const bits = below < above || (below === above && low % 2 === 0) ? low : high;
  const rounded = bits === 0x7c00 ? Number.POSITIVE_INFINITY : ladder[bits]!;
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

describe('half precision', () => {
  test('every one of the 65536 bit patterns decodes as defined and encodes back', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromHalfBits(bits);
      if (!Object.is(value, definition(bits))) expect.fail(`${bits} decodes to ${value}`);
      if (Number.isNaN(value)) expect(toHalfBits(value) & 0x7fff).toBe(0x7e00);
      else if (toHalfBits(value) !== bits) expect.fail(`${bits} encodes back to ${toHalfBits(value)}`);
    }
  });

  test('all midpoints between neighbours go to the even one, and a hair beside them to the nearer', () => {
    for (let bits = 0; bits < 0x7c00; bits++) {
      const middle = (ladder[bits]! + ladder[bits + 1]!) / 2;
      if (toHalfBits(middle) !== bits + (bits % 2)) expect.fail(`tie above ${bits}`);
      // Less than a float32 can tell: only a conversion straight from double gets these right.
      const hair = middle * 2 ** -50;
      if (toHalfBits(middle - hair) !== bits) expect.fail(`below the tie above ${bits}`);
      if (toHalfBits(middle + hair) !== bits + 1) expect.fail(`above the tie above ${bits}`);
      if (toHalfBits(-middle - hair) !== (0x8000 | (bits + 1))) expect.fail(`negative, above ${bits}`);
    }
  });

  test('doubles of every size round to the nearest half', () => {
    const sized = fc
      .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -40, max: 20 }))
      .map(([x, e]) => x * 2 ** e);
    fc.assert(
      fc.property(fc.oneof(sized, fc.double({ noNaN: true })), (x) => Object.is(roundHalf(x), nearestHalf(x))),
      { numRuns: 20000 },
    );
  });

  test('zeros keep their sign, and the ends of the range are right', () => {
    expect(encodeHalf([0, -0, 65504, 65519.999, 65520, -1e300, 2 ** -24, 2 ** -25, 1e-300, Number.NaN])).toEqual(
      Uint16Array.of(0, 0x8000, 0x7bff, 0x7bff, 0x7c00, 0xfc00, 1, 0, 0, 0x7e00),
    );
    expect(decodeHalf([0x3c00, 0xc000, 0x7c00, 0x0001])).toEqual(
      Float32Array.of(1, -2, Number.POSITIVE_INFINITY, 2 ** -24),
    );
  });
});

test('dtypes: sizes, kinds and host arrays', () => {
  expect(dtypes.map(byteSize)).toEqual([4, 2, 4, 1, 1]);
  expect(dtypes.map(isFloat)).toEqual([true, true, false, false, false]);
  expect(dtypes.map((d) => hostArray(d, 2).constructor)).toEqual([
    Float32Array,
    Float32Array,
    Int32Array,
    Uint8Array,
    Uint8Array,
  ]);
  expect(hostArray('float16', 3, true)).toEqual(new Float64Array(3));
  expect(hostArray('int32', 3, true)).toEqual(new Int32Array(3));
  expect([largestOf('float32'), largestOf('float16')]).toEqual([Math.fround(3.4028234663852886e38), 65504]);
  const arrays = [new Float32Array(1), new Float64Array(1), new Int32Array(1), new Uint8Array(1)];
  expect(dtypes.map((d) => arrays.map((a) => holds(d, a)))).toEqual([
    [true, true, false, false],
    [true, true, false, false],
    [false, false, true, false],
    [false, false, false, true],
    [false, false, false, true],
  ]);
});

test('a dtype that does not fit is named with the fix', () => {
  const thrown = (run: () => void, text: string) => expect(run).toThrow(new DTypeError(text));
  thrown(
    () => requireDType('exp', 'int32', ['float32', 'float16']),
    "exp: got int32, needs float32 or float16; cast it first: x.cast('float32')",
  );
  thrown(() => requireDType('logicalNot', 'float32', ['bool']), 'logicalNot: got float32, needs bool');
  const different = (list: string, fix: string) => `add: operands have different dtypes (${list}); cast the ${fix}`;
  for (const list of [
    ['float32', 'int32'],
    ['int32', 'float32'],
  ] as const) {
    thrown(() => requireSame('add', list), different(list.join(', '), "int32 one: x.cast('float32')"));
  }
  thrown(
    () => requireSame('add', ['bool', 'int32', 'float16', 'bool']),
    different('bool, int32, float16, bool', "bool and int32 one: x.cast('float16')"),
  );
  requireDType('exp', 'float16', ['float32', 'float16']);
  requireSame('add', ['bool', 'bool']);
});

test('what is no dtype is named with those there are', () => {
  const allowed = "allowed: 'float32', 'float16', 'int32', 'uint8', 'bool'";
  const cases = [
    ['float64', "'float64'"],
    [{ dtype: 'int32' }, 'an object'],
    [null, 'null'],
  ] as const;
  for (const [given, shown] of cases) {
    expect(() => checkDType('zeros', given)).toThrow(new DTypeError(`zeros: dtype is ${shown}; ${allowed}`));
  }
  for (const dtype of dtypes) checkDType('zeros', dtype);
});
