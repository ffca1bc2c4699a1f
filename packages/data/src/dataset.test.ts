import { ArgumentError, NonFiniteError, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { type Column, dataset, sliceDataset, takeBatch } from './dataset.js';
import { DataError } from './errors.js';

const x: Column = { data: Float32Array.of(0, 1, 2, 3, 4, 5), shape: [2], dtype: 'float32' };
const y: Column = { data: Uint8Array.of(7, 8, 9), shape: [], dtype: 'int32' };
const numbers = dataset({ x, y });

describe('takeBatch', () => {
  test('gathers examples in the order asked for', async () => {
    const batch = takeBatch(numbers, [2, 0, 2]);
    expect([batch.x.shape, batch.x.dtype, batch.y.shape, batch.y.dtype]).toEqual([[3, 2], 'float32', [3], 'int32']);
    expect(await batch.x.data()).toEqual(Float32Array.of(4, 5, 0, 1, 4, 5));
    expect(await batch.y.data()).toEqual(Int32Array.of(9, 7, 9));
  });

  test('scales bytes and floats alike', async () => {
    const [mean, std] = [3, 0.7];
    const bytes = dataset({ x: { ...x, data: Uint8Array.from(x.data), mean, std } });
    const floats = dataset({ x: { ...x, mean, std } });
    const expected = Float32Array.of((4 - 3) / 0.7, (5 - 3) / 0.7);
    expect(await takeBatch(bytes, [2]).x.data()).toEqual(expected);
    expect(await takeBatch(floats, [2]).x.data()).toEqual(expected);
  });

  test('refuses values that are not finite, saying where', () => {
    const floats = dataset({ x: { ...x, data: Float32Array.of(0, 1, 2, Number.NaN) } });
    expect(() => takeBatch(floats, [0, 1])).toThrow(NonFiniteError);
    expect(() => takeBatch(floats, [0, 1])).toThrow(/value NaN at position 3/);
    // A scale so small that a byte goes beyond single precision, if it is in the batch.
    const bytes = dataset({ x: { ...x, data: Uint8Array.of(0, 0, 0, 255), std: 1e-40 } });
    expect(() => takeBatch(bytes, [1])).toThrow(/value Infinity at position 1/);
    expect(takeBatch(bytes, [0]).x.shape).toEqual([1, 2]);
  });

  test('batches are copies: the dataset stays as it is', async () => {
    const batch = takeBatch(numbers, [0]);
    (await batch.x.data()).fill(99);
    expect(x.data[0]).toBe(0);
  });

  test.each([[[3]], [[-1]], [[0.5]]])('refuses index %s', (indices) => {
    expect(() => takeBatch(numbers, indices)).toThrow(ArgumentError);
    expect(() => takeBatch(numbers, indices)).toThrow(/takeBatch: index .* is outside the 3 examples \(0 to 2\)/);
  });
});

describe('sliceDataset', () => {
  test('shares the data', async () => {
    const last = sliceDataset(numbers, 1);
    expect(last.size).toBe(2);
    expect(last.columns.x.data.buffer).toBe(x.data.buffer);
    expect(await takeBatch(last, [0]).x.data()).toEqual(Float32Array.of(2, 3));
  });

  test.each([
    [-1, 2],
    [2, 2],
    [0, 4],
    [0.5, 2],
  ])('refuses %d to %d', (start, end) => {
    expect(() => sliceDataset(numbers, start, end)).toThrow(/is not a range of the 3 examples/);
  });
});

describe('dataset', () => {
  test('refuses columns that do not fit together', () => {
    expect(() => dataset({})).toThrow(DataError);
    expect(() => dataset({ x, y: { ...y, data: Uint8Array.of(1) } })).toThrow(/'x' has 3 examples but 'y' has 1/);
    expect(() => dataset({ x: { ...x, shape: [4] } })).toThrow(
      /'x': 6 elements do not divide into examples of \[4\] \(4\)/,
    );
    expect(() => dataset({ x: { ...x, data: new Float32Array() } })).toThrow(/0 elements do not divide/);
  });

  test('says how to write a column', () => {
    const thrown = (column: unknown, shown: string) =>
      expect(() => dataset({ x: column } as never)).toThrow(
        new ArgumentError(
          `dataset: column 'x' is ${shown}, not a column; write dataset({ x: { data, shape, dtype } })`,
        ),
      );
    thrown(x.data, 'a Float32Array');
    thrown([0, 1], 'an array');
    thrown(tensor([1]), 'a Tensor');
    thrown({ values: x.data }, 'an object');
    thrown(undefined, 'undefined');
    const part = (change: object) => () => dataset({ x: { ...x, ...change } });
    expect(part({ data: [0, 1] })).toThrow(
      new ArgumentError("dataset: column 'x': data is an array; allowed: Uint8Array, Int32Array, Float32Array"),
    );
    expect(part({ shape: undefined })).toThrow("'x': shape is undefined; list the sizes of one example: [28, 28], []");
    expect(part({ shape: 2 })).toThrow("'x': shape is 2; list");
  });

  test('refuses what a column cannot be', () => {
    expect(() => dataset({ x: { ...x, std: 0 } })).toThrow(/mean 0 and std 0 must be finite, and std not zero/);
    expect(() => dataset({ y: { ...y, mean: 1 } })).toThrow(/'y': an int32 column takes .* without mean and std/);
    expect(() => dataset({ y: { ...x, dtype: 'int32' } })).toThrow(/an int32 column takes Uint8Array or Int32Array/);
    expect(() => dataset({ x: { ...x, dtype: 'bool' as 'int32' } })).toThrow(
      /dtype is 'bool'; allowed: float32, int32/,
    );
    expect(() => dataset({ x: { ...x, sdt: 1 } as Column })).toThrow(/unknown option 'sdt'/);
  });
});
