import { workspace } from './workspace.js';

/** Reflections that are applied together, so that most of the work is matrix products. */
const width = 32;

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to;

/**
 * `rows` ≤ `columns` orthonormal rows, uniformly distributed (Haar's measure), from as many normal draws.
 *
 * The product of Householder reflections of normal vectors of shrinking length, with signs, has the distribution of the Q
 * of a normal matrix's QR decomposition with a positive diagonal; no matrix has to be factored. Numbers come in an order
 * that no thread and no engine changes, so the result is reproducible.
 *
 * Source: Stewart, "The efficient generation of random orthogonal matrices" (1980).
 */
export function randomOrthogonal(
  draws: Float32Array,
  rows: number,
  columns: number,
  simd = true,
): Float32Array<ArrayBuffer> {
  const [height, depth] = [roundUp(rows, width), roundUp(columns, 8)];
  // Rows a power of two apart would fall into the same lines of the cache.
  const stride = depth + 16;
  const q = 0;
  const v = q + height * stride;
  const vt = v + width * stride;
  const p = vt + depth * width;
  const pt = p + height * width;
  const t = pt + height * width;
  const { values, addProduct } = workspace(t + width * width, simd);
  const signs = new Float32Array(rows);
  for (let k = 0; k < rows; k++) values[q + k * stride + k] = 1;
  for (let first = height - width; first >= 0; first -= width) {
    values.fill(0, v, t);
    const reflections: Reflection[] = [];
    for (let k = first; k < Math.min(first + width, rows); k++) {
      const reflection = reflect(draws, k * columns + k, columns - k);
      signs[k] = reflection.sign;
      reflections.push(reflection);
      const i = k - first;
      values.set(reflection.vector, v + i * stride + k);
      for (let j = k; j < columns; j++) values[vt + j * width + i] = reflection.vector[j - k]!;
    }
    values.set(negativeTransposedTriangle(reflections), t);
    // Q ← Q − ((Q Vᵀ) Tᵀ) V for the rows and columns that these reflections change.
    const changed = { at: q + first * stride + first, stride };
    const [high, wide] = [height - first, depth - first];
    const product = { at: p, stride: width };
    const weighted = { at: pt, stride: width };
    addProduct(product, changed, { at: vt + first * width, stride: width }, high, width, wide);
    addProduct(weighted, product, { at: t, stride: width }, high, width, width);
    addProduct(changed, weighted, { at: v + first, stride }, high, wide, width);
  }
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[i * columns + j] = values[q + i * stride + j]! * signs[i]!;
  }
  return result;
}

interface Reflection {
  /** v of I − τ v vᵀ, in single precision. */
  readonly vector: Float32Array;
  readonly tau: number;
  /** Of the first entry that it leaves. */
  readonly sign: number;
}

/** The reflection that takes `length` draws to a multiple of the first axis. */
function reflect(draws: Float32Array, start: number, length: number): Reflection {
  const vector = draws.slice(start, start + length);
  const first = vector[0]!;
  const sign = first > 0 ? -1 : 1;
  vector[0] = first - sign * Math.sqrt(sumOfSquares(vector));
  // From the rounded vector, so that the reflection is orthogonal to better than single precision.
  const norm = sumOfSquares(vector);
  return { vector, tau: norm > 0 ? 2 / norm : 0, sign };
}

function sumOfSquares(x: Float32Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * x[i]!;
  return total;
}

/** −Tᵀ of H₁ … H₃₂ = I − Vᵀ T V, [width, width]. */
function negativeTransposedTriangle(reflections: readonly Reflection[]): Float32Array {
  const t = new Float64Array(width * width);
  reflections.forEach(({ vector, tau }, j) => {
    t[j * width + j] = tau;
    const overlaps = reflections.slice(0, j).map((other, i) => {
      let total = 0;
      for (let k = 0; k < vector.length; k++) total += other.vector[k + j - i]! * vector[k]!;
      return total;
    });
    for (let i = 0; i < j; i++) {
      let total = 0;
      for (let k = i; k < j; k++) total += t[i * width + k]! * overlaps[k]!;
      t[i * width + j] = -tau * total;
    }
  });
  return Float32Array.from({ length: width * width }, (_, i) => -t[(i % width) * width + Math.floor(i / width)]!);
}
