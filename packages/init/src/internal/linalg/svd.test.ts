import { key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { singularValuesOf } from './singular-values.js';
import { svd } from './svd.js';

test.each([1, 2, 7, 20])(
  'of %i rows: orthogonal vectors, the values of the other way, and their product',
  async (n) => {
    const a = await normal(key(n), [n * n]).data();
    const { u, s, v } = svd(a, n);
    singularValuesOf(a, n, n).forEach((x, i) => {
      expect(s[i]).toBeCloseTo(x, 10);
    });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const over = (of: (k: number) => number) =>
          Array.from({ length: n }, (_, k) => of(k)).reduce((x, y) => x + y, 0);
        for (const m of [u, v]) expect(over((k) => m[i * n + k]! * m[j * n + k]!)).toBeCloseTo(i === j ? 1 : 0, 10);
        expect(over((k) => u[k * n + i]! * s[k]! * v[k * n + j]!)).toBeCloseTo(a[i * n + j]!, 10);
      }
    }
  },
);
