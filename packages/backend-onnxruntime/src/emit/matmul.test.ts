import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writings } from '../../test/backends.js';
import { evaluate, f16, f32, type Host, noise } from '../../test/harness.js';

/** a · b with leading axes of the same sizes, or none for b, straight from the definition. */
function product(a: Host, b: Host, transposeA: boolean, transposeB: boolean) {
  const [ra, ca] = a.shape.slice(-2) as [number, number];
  const [rb, cb] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [ca, ra] : [ra, ca];
  const n = transposeB ? rb : cb;
  const batches = a.data.length / (m * k);
  const out: number[] = [];
  for (let s = 0; s < batches; s++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          const x = a.data[s * m * k + (transposeA ? l * m + i : i * k + l)]!;
          const y = b.data[(b.shape.length > 2 ? s * k * n : 0) + (transposeB ? j * k + l : l * n + j)]!;
          sum += x * y;
        }
        out.push(sum);
      }
    }
  }
  return { out, shape: [...a.shape.slice(0, -2), m, n] };
}

describe.each(writings)('matmul in %s', (_, make) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await make();
  });
  afterAll(() => backend.dispose());

  const cases = [
    [
      [3, 4],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 4],
      [4, 5],
    ],
    [
      [2, 3, 3, 4],
      [2, 3, 4, 5],
    ],
  ] as const;
  for (const [left, right] of cases) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const shape = (s: readonly number[], swap: boolean) =>
        swap ? [...s.slice(0, -2), s.at(-1)!, s.at(-2)!] : [...s];
      const [sa, sb] = [shape(left, transposeA), shape(right, transposeB)];
      for (const of of [f32, f16]) {
        const [a, b] = [sa, sb].map((s, i) =>
          of(
            noise(
              s.reduce((x, y) => x * y),
              i + 1,
            ),
            s,
          ),
        ) as [Host, Host];
        test(`${a.dtype} [${sa}]${transposeA ? 'ᵀ' : ''} × [${sb}]${transposeB ? 'ᵀ' : ''}`, async () => {
          const { out, shape } = product(a, b, transposeA, transposeB);
          const actual = await evaluate(backend, 'matmul', [a, b], { transposeA, transposeB }, shape);
          const bound = a.dtype === 'float16' ? 1e-2 : 1e-5;
          for (let i = 0; i < out.length; i++) expect(Math.abs(actual[i]! - out[i]!)).toBeLessThan(bound);
        });
      }
    }
  }

  test('batch axes broadcast', async () => {
    const [a, b] = [f32([1, 2, 3, 4], [2, 1, 1, 2]), f32([1, 1, 10, 100], [2, 2, 1])];
    const flags = { transposeA: false, transposeB: false };
    expect(await evaluate(backend, 'matmul', [a, b], flags, [2, 2, 1, 1])).toEqual([3, 210, 7, 430]);
  });
});
