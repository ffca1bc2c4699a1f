import { compile, key, reference, split, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { chanceOf, distance, uniformCdf } from '../test/distribution.js';
import { orthogonalityError } from '../test/orthogonality.js';
import { orthogonal } from './orthogonal.js';

test.each([
  [1, 1],
  [3, 5],
  [5, 3],
  [33, 40],
  [64, 31],
  [130, 130],
])('[%i, %i] is orthogonal', async (rows, columns) => {
  expect(await orthogonalityError(orthogonal()(key(1), [rows, columns]))).toBeLessThan(1e-6);
  expect(await orthogonalityError(orthogonal({ gain: 2 })(split(key(1))[0], [rows, columns]), 2)).toBeLessThan(4e-6);
});

test('a kernel is one matrix [out, in · kernel]; other layouts are the same, transposed', async () => {
  const kernel = orthogonal()(key(1), [4, 3, 2, 2]);
  expect(await orthogonalityError(kernel.reshape([4, 12]))).toBeLessThan(1e-6);
  const other = orthogonal({ axes: { input: -2, output: -1 } })(key(1), [2, 2, 3, 4]);
  expect(await other.transpose([3, 2, 0, 1]).data()).toEqual(await kernel.data());
});

test('uniformly distributed: entries in three dimensions are uniform, and half of the determinants 1', async () => {
  const count = 4000;
  const q = await orthogonal({ axes: { batch: 0, output: 1, input: 2 } })(key(2), [count, 3, 3]).data();
  for (let entry = 0; entry < 9; entry++) {
    const draws = Array.from({ length: count }, (_, i) => q[9 * i + entry]!);
    expect(distance(draws, uniformCdf(-1, 1))).toBeLessThan(1.95 / Math.sqrt(count));
  }
  const determinant = ([a, b, c, d, e, f, g, h, i]: ArrayLike<number> & Iterable<number>) =>
    a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
  const proper = Array.from({ length: count }, (_, i) => determinant(q.slice(9 * i, 9 * i + 9))).filter((x) => x > 0);
  expect(Math.abs(proper.length / count - 0.5)).toBeLessThan(0.03);
});

test.each([[[2, 4]], [[4, 3]], [[2, 2, 2]], [[4, 1, 3]]])(
  'rows of %j, or columns where those are fewer, are uniform on the sphere in four dimensions',
  async (shape) => {
    const count = 2000;
    const q = await orthogonal({ axes: { batch: 0, output: 1, input: 2 } })(key(6), [count, ...shape]).data();
    const size = q.length / count;
    const cdf = (x: number) => 0.5 + (x * Math.sqrt(1 - x * x) + Math.asin(x)) / Math.PI;
    for (const entry of [0, size - 1]) {
      const draws = Array.from({ length: count }, (_, i) => q[size * i + entry]!);
      expect(chanceOf(draws, cdf)).toBeGreaterThanOrEqual(1e-3);
    }
  },
);

test('the same key, the same numbers', async () => {
  const draw = (seed: number) => orthogonal()(key(seed), [5, 7]).data();
  expect(await draw(1)).toEqual(await draw(1));
  expect(await draw(1)).not.toEqual(await draw(2));
  expect(await orthogonal()(key(0), [0, 3]).data()).toHaveLength(0);
});

test('vectors, wrong options and unknown keys are errors', async () => {
  expect(() => orthogonal()(key(0), [5])).toThrow(
    'orthogonal: shape [5] has less than two axes; for a bias take zeros()',
  );
  expect(() => orthogonal({ gain: -1 })).toThrow('orthogonal: gain -1 must be a finite number above 0');
  expect(() => orthogonal({ scale: 1 } as object)).toThrow("orthogonal: unknown option 'scale'");
  const traced = compile(reference(), (k: Tensor) => orthogonal()(k, [2, 2]));
  await expect(traced(key(0))).rejects.toThrow(
    'orthogonal: values are needed at once, but they depend on what is not known yet, such as a key',
  );
});
