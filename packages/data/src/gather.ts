import type { Column } from './dataset.js';

/** Some examples of one column. */
export interface Gathered {
  readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  /** `[B, ...shape]`. */
  readonly shape: readonly number[];
  /** No value is NaN or infinite. */
  readonly finite: boolean;
}

/**
 * The examples at `indices` as a batch holds them, `(data − mean) / std`, in a fresh array.
 *
 * Uses nothing from outside its body: `prefetchBatches` hands its text to a worker thread.
 */
export function gather(column: Column, indices: ArrayLike<number>): Gathered {
  const { data, shape, dtype, mean = 0, std = 1 } = column;
  const width = shape.reduce((product, size) => product * size, 1);
  const length = indices.length * width;
  const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
  // A byte has 256 values: looking them up is faster than computing each, and says at once whether all are finite.
  const bytes = dtype === 'float32' && data instanceof Uint8Array;
  const table = bytes ? Float32Array.from({ length: 256 }, (_, i) => (i - mean) / std) : undefined;
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * width;
    const to = row * width;
    if (table) for (let i = 0; i < width; i++) values[to + i] = table[data[from + i]!]!;
    else if (mean === 0 && std === 1) values.set(data.subarray(from, from + width), to);
    else for (let i = 0; i < width; i++) values[to + i] = (data[from + i]! - mean) / std;
  }
  const distinct = table ?? values;
  let finite = true;
  for (let i = 0; i < distinct.length; i++) finite &&= Number.isFinite(distinct[i]);
  return { values, shape: [indices.length, ...shape], finite };
}
