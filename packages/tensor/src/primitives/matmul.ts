import { requireDType, requireSame } from '../dtype.js';
import { checkOptions, ShapeError } from '../errors.js';
import type { Primitive } from '../primitive.js';
import { broadcastShapes, broadcastStrides, showShape, sizeOf, viewOffsets } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { reshape } from './movement.js';

type MatmulAttributes = { transposeA: boolean; transposeB: boolean };

export const matmulPrimitive: Primitive<MatmulAttributes> = {
  name: 'matmul',
  infer([a, b], { transposeA, transposeB }) {
    requireSame('matmul', [a!.dtype, b!.dtype]);
    requireDType('matmul', a!.dtype, ['float32', 'float16']);
    const shapes = `${showShape(a!.shape)}${transposeA ? 'ᵀ' : ''} × ${showShape(b!.shape)}${transposeB ? 'ᵀ' : ''}`;
    if (a!.shape.length < 2 || b!.shape.length < 2) {
      throw new ShapeError(`matmul: ${shapes}: both operands need two axes or more; reshape the vector to a matrix`);
    }
    const [m, k] = matrixOf(a!.shape, transposeA);
    const [l, n] = matrixOf(b!.shape, transposeB);
    if (k !== l) {
      const fix = k === n ? '; transpose the second operand?' : m === l ? '; transpose the first operand?' : '';
      throw new ShapeError(`matmul: ${shapes}: inner dimensions differ (${k} ≠ ${l})${fix}`);
    }
    const batch = broadcastShapes(`matmul: ${shapes}: batch`, a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return { shape: [...batch, m, n], dtype: a!.dtype };
  },
  vjp: (g, [a, b], { transposeA: ta, transposeB: tb }) => [
    () => (ta ? product(b!, g, tb, true) : product(g, b!, false, !tb)),
    () => (tb ? product(g, a!, true, ta) : product(a!, g, !ta, false)),
  ],
  kernel([a, b], { transposeA, transposeB }, out) {
    const data = new Float64Array(sizeOf(out.shape));
    const [m, k] = matrixOf(a!.shape, transposeA);
    const n = out.shape.at(-1)!;
    const batch = out.shape.slice(0, -2);
    const starts = [a!, b!].map(({ shape }) => {
      const matrix = shape.at(-1)! * shape.at(-2)!;
      return viewOffsets(batch, broadcastStrides(shape.slice(0, -2), batch)).map((i) => i * matrix);
    });
    const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
    const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
    for (let s = 0, o = 0; s < sizeOf(batch); s++) {
      const [aStart, bStart] = [starts[0]![s]!, starts[1]![s]!];
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++, o++) {
          let total = 0;
          for (let l = 0; l < k; l++) {
            total += a!.data[aStart + i * aRow + l * aColumn]! * b!.data[bStart + l * bRow + j * bColumn]!;
          }
          data[o] = total;
        }
      }
    }
    return data;
  },
};

/** Rows and columns of the last two axes, after the transpose. */
function matrixOf(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  return transposed ? [columns, rows] : [rows, columns];
}

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) =>
  apply(matmulPrimitive, [a, b], { transposeA, transposeB });

export interface MatmulOptions {
  /** Read the last two axes of the first operand swapped. Default false. */
  transposeA?: boolean;
  /** Read the last two axes of the second operand swapped. Default false. */
  transposeB?: boolean;
}

/**
 * Matrix product over the last two axes, [..., m, k] × [..., k, n] → [..., m, n]; leading axes broadcast. A vector
 * counts as a row on the left and as a column on the right, as in NumPy.
 *
 * @throws ShapeError when the inner dimensions differ.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  for (const operand of [a, b]) requireOperand('matmul', operand);
  checkOptions('matmul', options, ['transposeA', 'transposeB']);
  const { transposeA = false, transposeB = false } = options;
  if (a.rank === 1 && b.rank >= 1) {
    const y = matmul(reshape(a, [1, a.size]), b, { transposeB });
    return reshape(y, b.rank === 1 ? [] : [...y.shape.slice(0, -2), y.shape.at(-1)!]);
  }
  if (b.rank === 1 && a.rank >= 2) {
    const y = matmul(a, reshape(b, [b.size, 1]), { transposeA });
    return reshape(y, y.shape.slice(0, -1));
  }
  // One large product instead of a batch of small ones, in the derivatives too.
  if (a.rank > 2 && b.rank === 2 && !transposeA) {
    const rows = sizeOf(a.shape.slice(0, -1));
    const y = product(reshape(a, [rows, a.shape.at(-1)!]), b, false, transposeB);
    return reshape(y, [...a.shape.slice(0, -1), y.shape[1]!]);
  }
  return product(a, b, transposeA, transposeB);
}
