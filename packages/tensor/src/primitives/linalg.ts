import { requireDType, requireSame } from '../dtype.js';
import { checkOptions, ShapeError } from '../errors.js';
import { eighMatrix } from '../linalg/eigh.js';
import { orthonormalMatrix } from '../linalg/qr.js';
import { solveTriangular } from '../linalg/triangular-solve.js';
import type { HostValue, Primitive } from '../primitive.js';
import { type Shape, sameShape, showShape, sizeOf } from '../shape.js';
import { apply, requireOperand, type Tensor } from '../tensor.js';
import { add, div, mul, sub } from './binary.js';
import { iotaPrimitive } from './indexing.js';
import { equal, lessEqual, where } from './logic.js';
import { matmul } from './matmul.js';
import { concat, reshape, slice, transpose } from './movement.js';
import { neg } from './unary.js';

/** Sizes of the matrices, the last two axes. @throws ShapeError when there are no two. */
function matrixOf(owner: string, shape: Shape): [rows: number, columns: number] {
  if (shape.length < 2) throw new ShapeError(`${owner}: ${showShape(shape)} has no matrices; needs two axes or more`);
  return [shape.at(-2)!, shape.at(-1)!];
}

function requireSquare(owner: string, shape: Shape): number {
  const [rows, columns] = matrixOf(owner, shape);
  if (rows !== columns) throw new ShapeError(`${owner}: the matrices of ${showShape(shape)} are not square`);
  return rows;
}

/** Each matrix of x in turn, in double precision: a copy. */
function* matricesOf({ data, shape }: HostValue): Generator<Float64Array> {
  const size = shape.at(-2)! * shape.at(-1)!;
  for (let at = 0; at < data.length; at += size) yield Float64Array.from(data.subarray(at, at + size));
}

function collect(out: Shape, matrices: Iterable<Float64Array>): Float64Array {
  const data = new Float64Array(sizeOf(out));
  let at = 0;
  for (const matrix of matrices) {
    data.set(matrix, at);
    at += matrix.length;
  }
  return data;
}

const swapped = (x: Tensor): Tensor => transpose(x, [...x.shape.slice(0, -2).keys(), x.rank - 1, x.rank - 2]);
const outer = (a: Tensor, b: Tensor): Tensor => matmul(a, b, { transposeB: true });
const inner = (a: Tensor, b: Tensor): Tensor => matmul(a, b, { transposeA: true });

/** Rows and columns of a square matrix, as int32 [n, 1] and [1, n]. */
function positions(n: number): [Tensor, Tensor] {
  const index = apply(iotaPrimitive, [], { size: n });
  return [reshape(index, [n, 1]), reshape(index, [1, n])];
}

/** One triangle with the diagonal, zeros elsewhere. */
function triangle(x: Tensor, lower: boolean): Tensor {
  const [row, column] = positions(x.shape.at(-1)!);
  return where(lower ? lessEqual(column, row) : lessEqual(row, column), x, 0);
}

type None = Record<string, never>;

/**
 * Eigenvalues as the first row, eigenvectors as the columns below it: [..., n, n] → [..., n + 1, n]. With g = [ḡ; G] and
 * F_ij = 1 / (λ_j − λ_i), 0 where they are equal: Ā = V (diag ḡ + F ∘ VᵀG) Vᵀ.
 */
export const eighPrimitive: Primitive<None> = {
  name: 'eigh',
  infer([x]) {
    requireDType('eigh', x!.dtype, ['float32']);
    const n = requireSquare('eigh', x!.shape);
    return { shape: [...x!.shape.slice(0, -2), n + 1, n], dtype: x!.dtype };
  },
  vjp: (g, _inputs, _attributes, y) => [
    () => {
      const { values, vectors } = unpack(y);
      const cotangents = unpack(g);
      const [row, column] = positions(values.shape.at(-1)!);
      const gaps = sub(rowOf(values), swapped(rowOf(values)));
      const none = equal(gaps, 0);
      const turned = where(none, 0, div(inner(vectors, cotangents.vectors), where(none, 1, gaps)));
      const middle = add(turned, where(equal(row, column), rowOf(cotangents.values), 0));
      return outer(matmul(vectors, middle), vectors);
    },
  ],
  kernel: ([x], _attributes, out) =>
    collect(
      out.shape,
      Array.from(matricesOf(x!), (a) => eighMatrix(a, out.shape.at(-1)!)),
    ),
  onHost: true,
};

const rowOf = (x: Tensor): Tensor => reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);

function unpack(y: Tensor): { values: Tensor; vectors: Tensor } {
  const axis = y.rank - 2;
  const values = reshape(slice(y, { axis, end: 1 }), [...y.shape.slice(0, -2), y.shape.at(-1)!]);
  return { values, vectors: slice(y, { axis, start: 1 }) };
}

/**
 * Eigenvalues and orthonormal eigenvectors of symmetric matrices: X = V diag(λ) Vᵀ, [..., n, n] → λ [..., n], ascending, and
 * V [..., n, n], whose columns belong to them. Of x that is not symmetric, (x + xᵀ) / 2 is taken, as in JAX.
 *
 * The largest element of each eigenvector, the first of several, is positive: NumPy leaves the sign open. Derivatives of
 * the eigenvectors assume distinct eigenvalues; where two are equal their share is 0. Computed on the host in double
 * precision, O(n³).
 *
 * @throws ShapeError for matrices that are not square; DTypeError unless float32.
 */
export function eigh(x: Tensor): { values: Tensor; vectors: Tensor } {
  requireOperand('eigh', x);
  requireSquare('eigh', x.shape);
  return unpack(apply(eighPrimitive, [mul(add(x, swapped(x)), 0.5)], {}));
}

/**
 * Q of the reduced factorisation, [..., m, n] → the same, m ≥ n. With R = QᵀX and M = −ḠᵀQ:
 * X̄ = (Ḡ + Q (tril M + (tril M, without diagonal)ᵀ)) R⁻ᵀ.
 */
export const orthonormalPrimitive: Primitive<None> = {
  name: 'orthonormal',
  infer([x]) {
    requireDType('qr', x!.dtype, ['float32']);
    const [rows, columns] = matrixOf('qr', x!.shape);
    if (rows < columns) throw new ShapeError(`qr: matrices of ${showShape(x!.shape)} have more columns than rows`);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  vjp: (g, [x], _attributes, q) => [
    () => {
      const m = neg(inner(g, q));
      const [row, column] = positions(m.shape.at(-1)!);
      const symmetric = where(lessEqual(column, row), m, swapped(m));
      const r = triangle(inner(q, x!), false);
      const solved = triangularSolve(r, swapped(add(g, matmul(q, symmetric))));
      return swapped(solved);
    },
  ],
  kernel([x], _attributes, out) {
    const [rows, columns] = matrixOf('qr', out.shape);
    return collect(
      out.shape,
      Array.from(matricesOf(x!), (a) => orthonormalMatrix(a, rows, columns)),
    );
  },
  onHost: true,
};

/**
 * The reduced factorisation X = Q R, [..., m, n] → Q [..., m, k] with orthonormal columns and R [..., k, n] upper
 * triangular, k = min(m, n). Signs are those of NumPy and LAPACK: a diagonal element of R has the opposite sign of the one
 * it comes from, so R's diagonal is mostly not positive.
 *
 * Derivatives need full rank. Q is computed on the host in double precision, O(m n²).
 *
 * @throws ShapeError for x without matrices; DTypeError unless float32.
 */
export function qr(x: Tensor): { q: Tensor; r: Tensor } {
  requireOperand('qr', x);
  const [rows, columns] = matrixOf('qr', x.shape);
  const k = Math.min(rows, columns);
  const axis = x.rank - 1;
  // Q depends on the first columns alone.
  const q = apply(orthonormalPrimitive, [k < columns ? slice(x, { axis, end: k }) : x], {});
  const product = inner(q, x);
  if (k === columns) return { q, r: triangle(product, false) };
  const [left, right] = [slice(product, { axis, end: k }), slice(product, { axis, start: k })];
  return { q, r: concat([triangle(left, false), right], axis) };
}

type SolveAttributes = { isLower: boolean; transpose: boolean };

/** With T = op(A) and B̄ = T⁻ᵀ Ḡ: T̄ = −B̄ Xᵀ, of which A receives its triangle. */
export const triangularSolvePrimitive: Primitive<SolveAttributes> = {
  name: 'triangularSolve',
  infer([a, b]) {
    requireSame('triangularSolve', [a!.dtype, b!.dtype]);
    requireDType('triangularSolve', a!.dtype, ['float32']);
    const n = requireSquare('triangularSolve', a!.shape);
    const [rows] = matrixOf('triangularSolve (right side)', b!.shape);
    if (rows !== n || !sameShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2))) {
      const shapes = `${showShape(a!.shape)}, ${showShape(b!.shape)}`;
      throw new ShapeError(`triangularSolve: ${shapes}: all axes but the last must be the same`);
    }
    return { shape: b!.shape, dtype: b!.dtype };
  },
  vjp(g, [a], { isLower, transpose: transposed }, x) {
    const back = () => apply(triangularSolvePrimitive, [a!, g], { isLower, transpose: !transposed });
    return [() => neg(triangle(transposed ? outer(x, back()) : outer(back(), x), isLower)), back];
  },
  kernel([a, b], { isLower, transpose: transposed }, out) {
    const [n, columns] = matrixOf('triangularSolve', out.shape);
    const matrices = matricesOf(a!);
    return collect(
      out.shape,
      Array.from(matricesOf(b!), (right) => {
        solveTriangular(matrices.next().value as Float64Array, right, n, columns, isLower, transposed);
        return right;
      }),
    );
  },
  onHost: true,
};

export interface TriangularSolveOptions {
  /** Which triangle of `a` holds T; the other one is not read. Default false: the upper one. */
  lower?: boolean;
  /** Solve with Tᵀ. Default false. */
  transpose?: boolean;
}

/**
 * X with T X = B for a triangular T: a [..., n, n], b [..., n, k] → [..., n, k]. A zero on the diagonal gives infinities.
 * Computed on the host in double precision, O(n² k).
 *
 * @throws ShapeError when the axes before the last differ, or `a` is not square; DTypeError unless float32.
 */
export function triangularSolve(a: Tensor, b: Tensor, options: TriangularSolveOptions = {}): Tensor {
  checkOptions('triangularSolve', options, ['lower', 'transpose']);
  const { lower = false, transpose: transposed = false } = options;
  return apply(triangularSolvePrimitive, [a, b], { isLower: lower, transpose: transposed });
}
