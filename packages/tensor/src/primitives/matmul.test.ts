import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError } from '../errors.js';
import { grad, type Tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';
import { type MatmulOptions, matmul } from './matmul.js';

type Row = [a: number[], b: number[], options: MatmulOptions, shape: number[]];

test.each<Row>([
  [[2, 3], [3, 4], {}, [2, 4]],
  [[3, 2], [3, 4], { transposeA: true }, [2, 4]],
  [[2, 3], [4, 3], { transposeB: true }, [2, 4]],
  [[3, 2], [4, 3], { transposeA: true, transposeB: true }, [2, 4]],
  [[5, 2, 3], [3, 4], {}, [5, 2, 4]],
  [[5, 1, 2, 3], [6, 3, 4], {}, [5, 6, 2, 4]],
  [[5, 3, 2], [3, 4], { transposeA: true }, [5, 2, 4]],
  [[3], [3, 4], {}, [4]],
  [[2, 3], [3], {}, [2]],
  [[5, 2, 3], [3], {}, [5, 2]],
  [[3], [3], {}, []],
  [[3], [5, 3, 4], {}, [5, 4]],
  [[0, 3], [3, 4], {}, [0, 4]],
  [[2, 0], [0, 4], {}, [2, 4]],
])('%j × %j %j gives %j, equal to the sum written out', async (a, b, options, shape) => {
  const [x, y] = [wave(a, 1), wave(b, 2)];
  const z = matmul(x, y, options);
  expect(z.shape).toEqual(shape);
  const matrix = (s: readonly number[], side: 'row' | 'column') =>
    s.length > 1 ? s : side === 'row' ? [1, s[0]!] : [s[0]!, 1];
  const [ra, rb] = [matrix(a, 'row'), matrix(b, 'column')];
  const [xs, ys, zs] = [await numbers(x), await numbers(y), await numbers(z)];
  const rows = ra.at(options.transposeA ? -1 : -2)!;
  const inner = ra.at(options.transposeA ? -2 : -1)!;
  const columns = rb.at(options.transposeB ? -2 : -1)!;
  const batch = shape.slice(0, shape.length - Number(a.length > 1) - Number(b.length > 1));
  const at = (s: readonly number[], index: number, i: number, j: number, transposed: boolean) => {
    let [offset, step, rest] = [0, 1, index];
    const lead = s.slice(0, -2);
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const own = lead[axis - (batch.length - lead.length)] ?? 1;
      if (own > 1) offset += (rest % batch[axis]!) * step;
      step *= own;
      rest = Math.floor(rest / batch[axis]!);
    }
    return offset * s.at(-1)! * s.at(-2)! + (transposed ? j * s.at(-1)! + i : i * s.at(-1)! + j);
  };
  zs.forEach((value, o) => {
    const [n, i, j] = [Math.floor(o / (rows * columns)), Math.floor(o / columns) % rows, o % columns];
    let total = 0;
    for (let k = 0; k < inner; k++) {
      total += xs[at(ra, n, i, k, options.transposeA ?? false)]! * ys[at(rb, n, k, j, options.transposeB ?? false)]!;
    }
    expect(value).toBeCloseTo(total, 12);
  });
});

describe('errors name the shapes and the likely fix', () => {
  test.each([
    [
      [256, 784],
      [512, 784],
      {},
      'matmul: [256, 784] × [512, 784]: inner dimensions differ (784 ≠ 512); transpose the second operand?',
    ],
    [[3, 2], [3, 4], {}, 'matmul: [3, 2] × [3, 4]: inner dimensions differ (2 ≠ 3); transpose the first operand?'],
    [[2, 3], [4, 5], {}, 'matmul: [2, 3] × [4, 5]: inner dimensions differ (3 ≠ 4)'],
    [
      [2, 3],
      [3, 4],
      { transposeB: true },
      'matmul: [2, 3] × [3, 4]ᵀ: inner dimensions differ (3 ≠ 4); transpose the second operand?',
    ],
    [[], [3, 4], {}, 'matmul: [] × [3, 4]: both operands need two axes or more; reshape the vector to a matrix'],
    [[2, 3, 4], [3, 4, 5], {}, 'matmul: [2, 3, 4] × [3, 4, 5]: batch: shapes [2] and [3] do not broadcast'],
  ])('%j × %j %j', (a, b, options, message) => {
    expect(() => matmul(zeros(a), zeros(b), options)).toThrow(ShapeError);
    expect(() => matmul(zeros(a), zeros(b), options)).toThrow(message);
  });

  test('dtypes and options', () => {
    const int = zeros([2, 2], 'int32');
    expect(() => matmul(int, int)).toThrow(
      new DTypeError("matmul: got int32, needs float32 or float16; cast it first: x.cast('float32')"),
    );
    expect(() => matmul(zeros([2, 2]), zeros([2, 2], 'float16'))).toThrow(
      'operands have different dtypes (float32, float16)',
    );
    expect(() => matmul(int, int, { transpose: true } as never)).toThrow(
      "matmul: unknown option 'transpose'; allowed: transposeA, transposeB",
    );
  });
});

test('gradients have the shapes of operands that were broadcast', () => {
  const shapes = (a: number[], b: number[]) =>
    grad(([x, y]: [Tensor, Tensor]) => matmul(x, y).sum())([wave(a), wave(b)]).map((g) => g.shape);
  expect(shapes([5, 1, 2, 3], [6, 3, 4])).toEqual([
    [5, 1, 2, 3],
    [6, 3, 4],
  ]);
  expect(shapes([5, 2, 3], [3, 4])).toEqual([
    [5, 2, 3],
    [3, 4],
  ]);
});
