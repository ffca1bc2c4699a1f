import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectDistribution, normalCdf } from '../test/distribution.js';
import { sparse } from './sparse.js';

test('every column has ⌈sparsity · rows⌉ zeros, at places of its own', async () => {
  const [rows, columns] = [11, 40];
  const w = await sparse({ sparsity: 0.25 })(key(1), [rows, columns]).data();
  const zerosOf = (c: number) => Array.from({ length: rows }, (_, r) => r).filter((r) => w[r * columns + c] === 0);
  const places = Array.from({ length: columns }, (_, c) => zerosOf(c));
  expect(places.every((p) => p.length === 3)).toBe(true);
  expect(new Set(places.flat()).size).toBe(rows);
  expect(new Set(places.map(String)).size).toBeGreaterThan(20);
});

test('the others are normal', async () => {
  await expectDistribution(sparse({ sparsity: 0, std: 0.5 }), (x) => normalCdf(x / 0.5));
  expect(new Set(await sparse({ sparsity: 1 })(key(1), [3, 3]).data())).toEqual(new Set([0]));
});

test('wrong options and shapes are errors', () => {
  expect(() => sparse({ sparsity: 1.5 })).toThrow('sparse: sparsity 1.5 must be from 0 to 1');
  expect(() => sparse({} as { sparsity: number })).toThrow('sparse: sparsity undefined must be from 0 to 1');
  expect(() => sparse({ sparsity: 0.5, std: 0 })).toThrow('sparse: std 0 must be a finite number above 0');
  expect(() => sparse({ sparsity: 0.5 })(key(0), [4])).toThrow('sparse: shape [4] has less than two axes');
  expect(() => sparse({ sparsity: 0.5 })(key(0), [4, 4, 3])).toThrow(
    'sparse: shape [4, 4, 3] must be a matrix; for a kernel give the axes of a matrix',
  );
  expect(() => sparse({ sparsity: '0' as never })).toThrow("sparse: sparsity '0' must be from 0 to 1");
});
