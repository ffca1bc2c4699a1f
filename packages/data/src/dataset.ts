import {
  ArgumentError,
  checkOptions,
  type HostArray,
  type Shape,
  showShape,
  sizeOf,
  type Tensor,
  tensor,
} from '@saddlepoint/tensor';
import { DataError } from './errors.js';

/** One field of every example, example after example. */
export interface Column {
  /** `size · prod(shape)` elements in row-major order. Small integers may stay bytes: batches convert them. */
  readonly data: Uint8Array | Int32Array | Float32Array;
  /** Sizes of one example's axes; `[]` for one number an example. */
  readonly shape: Shape;
  /** What batches hold: `float32` (features) or `int32` (labels, tokens). */
  readonly dtype: 'float32' | 'int32';
  /** `float32` only: batches hold `(data − mean) / std`. Default 0. */
  readonly mean?: number;
  /** `float32` only. Default 1. */
  readonly std?: number;
}

/** Examples in memory, column by column. */
export interface Dataset<Name extends string = string> {
  /** Number of examples. */
  readonly size: number;
  readonly columns: { readonly [K in Name]: Column };
}

/** Some examples as tensors: each column's `[B, ...shape]`. */
export type Batch<Name extends string = string> = { [K in Name]: Tensor };

/**
 * A dataset of the given columns.
 *
 * @throws DataError for columns that are empty, of different sizes, or whose data do not divide into examples;
 *   ArgumentError for an unknown option or a scale that is not finite.
 */
export function dataset<Name extends string>(columns: { readonly [K in Name]: Column }): Dataset<Name> {
  const sizes = Object.entries<Column>(columns).map(([name, column]) => ({ name, size: examplesOf(name, column) }));
  const first = sizes[0];
  if (!first) throw new DataError('dataset: no columns; give at least one: dataset({ x: { data, shape, dtype } })');
  const other = sizes.find(({ size }) => size !== first.size);
  if (other) {
    throw new DataError(`dataset: '${first.name}' has ${first.size} examples but '${other.name}' has ${other.size}`);
  }
  return { size: first.size, columns };
}

function examplesOf(name: string, column: Column): number {
  const owner = `dataset: column '${name}'`;
  checkOptions(owner, column, ['data', 'shape', 'dtype', 'mean', 'std']);
  const { data, shape, dtype, mean = 0, std = 1 } = column;
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw new ArgumentError(`${owner}: dtype is ${String(dtype)}; allowed: float32, int32`);
  }
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std === 0) {
    throw new ArgumentError(`${owner}: mean ${mean} and std ${std} must be finite, and std not zero`);
  }
  if (dtype === 'int32' && (data instanceof Float32Array || mean !== 0 || std !== 1)) {
    throw new ArgumentError(`${owner}: an int32 column takes Uint8Array or Int32Array data, without mean and std`);
  }
  const width = sizeOf(shape);
  if (data.length === 0 || !Number.isInteger(data.length / width)) {
    throw new DataError(
      `${owner}: ${data.length} elements do not divide into examples of ${showShape(shape)} (${width})`,
    );
  }
  return data.length / width;
}

/** Examples `start` to `end − 1` as a dataset that shares the data. `end` defaults to the size. */
export function sliceDataset<Name extends string>(from: Dataset<Name>, start: number, end = from.size): Dataset<Name> {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > from.size) {
    throw new ArgumentError(`sliceDataset: ${start} to ${end} is not a range of the ${from.size} examples`);
  }
  return { size: end - start, columns: mapColumns(from, (column) => cut(column, start, end)) };
}

function cut(column: Column, start: number, end: number): Column {
  const width = sizeOf(column.shape);
  return { ...column, data: column.data.subarray(start * width, end * width) };
}

/**
 * The examples at `indices`, in that order, gathered into fresh arrays.
 *
 * @throws ArgumentError for an index outside 0 … size − 1.
 */
export function takeBatch<Name extends string>(from: Dataset<Name>, indices: ArrayLike<number>): Batch<Name> {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= from.size) {
      throw new ArgumentError(`takeBatch: index ${index} is outside the ${from.size} examples (0 to ${from.size - 1})`);
    }
  }
  return mapColumns(from, (column) =>
    tensor(gather(column, indices), { shape: [indices.length, ...column.shape], dtype: column.dtype }),
  );
}

function mapColumns<Name extends string, To>(from: Dataset<Name>, fn: (column: Column) => To): { [K in Name]: To } {
  const entries = Object.entries<Column>(from.columns).map(([name, column]) => [name, fn(column)]);
  return Object.fromEntries(entries) as { [K in Name]: To };
}

function gather(column: Column, indices: ArrayLike<number>): HostArray {
  const { data, dtype, mean = 0, std = 1 } = column;
  const width = sizeOf(column.shape);
  const out = dtype === 'int32' ? new Int32Array(indices.length * width) : new Float32Array(indices.length * width);
  const scaled = mean !== 0 || std !== 1;
  // A byte has 256 values: looking them up is several times faster than computing each.
  const table =
    scaled && data instanceof Uint8Array ? Float32Array.from({ length: 256 }, (_, i) => (i - mean) / std) : null;
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * width;
    const to = row * width;
    if (table) for (let i = 0; i < width; i++) out[to + i] = table[data[from + i]!]!;
    else if (scaled) for (let i = 0; i < width; i++) out[to + i] = (data[from + i]! - mean) / std;
    else out.set(data.subarray(from, from + width), to);
  }
  return out;
}
