import '../methods.js';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../errors.js';
import { generate, makeInput, parseInputs } from './inputs.js';

describe('parseInputs', () => {
  it('reads shapes, ranges, bounds and values', () => {
    expect(parseInputs('x[2,3] x[]:0.5:2.5 i[4]<7 b[1] f[0] x[2]=1,-0')).toMatchObject([
      { kind: 'x', shape: [2, 3], low: -2, high: 2 },
      { kind: 'x', shape: [], low: 0.5, high: 2.5 },
      { kind: 'i', shape: [4], high: 7 },
      { kind: 'b', shape: [1] },
      { kind: 'f', shape: [0] },
      { kind: 'x', shape: [2], values: [1, -0] },
    ]);
    expect(parseInputs('')).toEqual([]);
  });

  it('refuses anything else', () => {
    expect(() => parseInputs('y[2]')).toThrow(ArgumentError);
    expect(() => parseInputs('x[2] x2')).toThrow("'x2' in 'x[2] x2' describes no operand");
  });
});

describe('generate', () => {
  it('gives different numbers, exact in half precision, away from whole ones', () => {
    const values = generate(508, -2, 2, 1);
    expect(new Set(values).size).toBe(508);
    for (const v of values) {
      expect(Math.abs(v)).toBeLessThan(2);
      expect(v * 256).toBe(Math.round(v * 256));
      expect(Math.abs(v - Math.round(v))).toBeGreaterThanOrEqual(1 / 256);
    }
  });

  it('gives the numbers the oracle uses', () => {
    expect([...generate(4, -2, 2, 1)]).toEqual(generateExpected);
    expect([...generate(4, -2, 2, 2)]).not.toEqual(generateExpected);
  });
});

/** From `oracle/conformance/harness.py`: generate(4, -2, 2, 1). */
const generateExpected = [-1.23046875, -1.28515625, 0.65234375, -0.95703125];

describe('makeInput', () => {
  const make = (text: string, dtype: 'float32' | 'float16' | 'int32' | 'bool') =>
    makeInput(parseInputs(text)[0]!, 0, dtype);

  it('follows the dtype under test, or not', async () => {
    expect(make('x[3]', 'int32').dtype).toBe('int32');
    expect(make('f[3]', 'int32').dtype).toBe('float32');
    expect(make('i[3]<4', 'bool').dtype).toBe('int32');
    expect([...(await make('i[50]<4', 'float32').data())].every((v) => v >= 0 && v < 4)).toBe(true);
    expect(new Set<number>(await make('x[50]', 'bool').data())).toEqual(new Set([0, 1]));
  });

  it('refuses values the dtype cannot hold', () => {
    expect(() => make('x[1]=0.1', 'float32')).toThrow('value 0.1 at position 0 is not exact in float32');
    expect(() => make('x[1]=2049', 'float16')).toThrow('not exact in float16');
    expect(() => make('x[1]=0.5', 'int32')).toThrow('not exact in int32');
  });
});
