import {
  ArgumentError,
  checkOptions,
  type Shape,
  showShape,
  showValue,
  sizeOf,
  type Tensor,
  tensor,
} from '@saddlepoint/tensor';
import { DataError } from './errors.js';
import { type Gathered, gather } from './gather.js';

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
 *   ArgumentError for what is no column, an unknown option or a scale that is not finite.
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
  if (!Object.hasOwn(Object(column), 'data')) {
    throw new ArgumentError(
      `${owner} is ${showValue(column)}, not a column; write dataset({ ${name}: { data, shape, dtype } })`,
    );
  }
  checkOptions(owner, column, ['data', 'shape', 'dtype', 'mean', 'std']);
  const { data, shape, dtype, mean = 0, std = 1 } = column;
  if (![Uint8Array, Int32Array, Float32Array].some((type) => data instanceof type)) {
    throw new ArgumentError(`${owner}: data is ${showValue(data)}; allowed: Uint8Array, Int32Array, Float32Array`);
  }
  if (!Array.isArray(shape)) {
    throw new ArgumentError(
      `${owner}: shape is ${showValue(shape)}; list the sizes of one example: [28, 28], [] for one number`,
    );
  }
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw new ArgumentError(`${owner}: dtype is ${showValue(dtype)}; allowed: float32, int32`);
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
 * @throws ArgumentError for an index outside 0 … size − 1; NonFiniteError for a value that is NaN or infinite.
 */
export function takeBatch<Name extends string>(from: Dataset<Name>, indices: ArrayLike<number>): Batch<Name> {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= from.size) {
      throw new ArgumentError(`takeBatch: index ${index} is outside the ${from.size} examples (0 to ${from.size - 1})`);
    }
  }
  return toBatch(
    from,
    Object.values<Column>(from.columns).map((column) => gather(column, indices)),
  );
}

/** The tensors of a batch from what was gathered of each column, in order. */
export function toBatch<Name extends string>(from: Dataset<Name>, gathered: readonly Gathered[]): Batch<Name> {
  return mapColumns(from, ({ dtype }, i) => {
    const { values, shape, finite } = gathered[i]!;
    // What is known to be finite need not be checked again; for anything else, `tensor` says where the value is.
    return tensor(values, { shape, dtype, allowNonFinite: finite });
  });
}

function mapColumns<Name extends string, To>(
  from: Dataset<Name>,
  fn: (column: Column, i: number) => To,
): { [K in Name]: To } {
  const entries = Object.entries<Column>(from.columns).map(([name, column], i) => [name, fn(column, i)]);
  return Object.fromEntries(entries) as { [K in Name]: To };
}
