import { describe, expect, test } from 'vitest';
import { type ReflectionLoops, reflectionLoops } from './reflection-loops.js';

// A matrix of 8 × 5 in rows of 6, then vectors: there is a 0 behind each row and each vector of odd length.
const [rows, columns, stride] = [8, 5, 6];
const [a, z, u, v, y, next] = [0, 48, 56, 64, 70, 76];
const size = 82;
const start = Float64Array.from({ length: size }, (_, i) => {
  const isBehind = i < z || i >= v ? (i < z ? i : i - v) % stride === columns : false;
  return isBehind ? 0 : Math.sin((i + 1) ** 2);
});
const at = (i: number, j: number): number => start[a + i * stride + j]!;
const close = (got: ArrayLike<number>, wanted: readonly number[]) =>
  wanted.forEach((x, i) => {
    expect(got[i]).toBeCloseTo(x, 13);
  });
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe.each([true, false])('with SIMD where there is some: %s', (simd) => {
  const fresh = (): ReflectionLoops => {
    const loops = reflectionLoops(size, simd);
    expect([...loops.values]).toEqual(new Array(size).fill(0));
    loops.values.set(start);
    return loops;
  };

  test('gather: y + Aᵀ u', () => {
    const { values, gather } = fresh();
    gather(y, a, u, rows, columns, stride);
    const wanted = range(columns).map((j) =>
      range(rows).reduce((total, i) => total + at(i, j) * start[u + i]!, start[y + j]!),
    );
    close(values.subarray(y), wanted);
    expect(values.subarray(0, y)).toEqual(start.subarray(0, y));
  });

  test('update: A − z vᵀ − u yᵀ, and what it makes of the next vector', () => {
    const { values, update } = fresh();
    update(a, [z, u, v, y, next], rows, columns, stride);
    const made = range(rows).map((i) =>
      range(columns).map((j) => at(i, j) - start[z + i]! * start[v + j]! - start[u + i]! * start[y + j]!),
    );
    made.forEach((row, i) => {
      close(values.subarray(a + i * stride), row);
    });
    close(
      values.subarray(z),
      made.map((row) => row.reduce((total, x, j) => total + x * start[next + j]!, 0)),
    );
  });
});
