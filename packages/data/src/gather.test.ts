import { expect, test } from 'vitest';
import type { Column } from './dataset.js';
import { gather } from './gather.js';

const bytes: Column = { data: Uint8Array.of(0, 1, 128, 255), shape: [2], dtype: 'float32' };

test('bytes, scaled: every value as single precision rounds it', () => {
  const data = Uint8Array.from({ length: 256 }, (_, i) => i);
  const [mean, std] = [33.3285, 78.5655];
  const { values } = gather({ data, shape: [], dtype: 'float32', mean, std }, data);
  expect(values).toEqual(Float32Array.from(data, (byte) => (byte - mean) / std));
});

test('what has no scale is taken over', () => {
  expect(gather(bytes, [1, 0, 1])).toEqual({
    values: Float32Array.of(128, 255, 0, 1, 128, 255),
    shape: [3, 2],
    finite: true,
  });
  expect(gather({ ...bytes, shape: [], dtype: 'int32' }, [2]).values).toEqual(Int32Array.of(128));
  expect(gather({ data: Int32Array.of(-5, 7), shape: [], dtype: 'float32' }, [1, 0]).values).toEqual(
    Float32Array.of(7, -5),
  );
});

test('says whether all values are finite', () => {
  const floats: Column = {
    data: Float32Array.of(1, Number.NaN, 3, Number.NEGATIVE_INFINITY),
    shape: [],
    dtype: 'float32',
  };
  expect([[0, 2], [1], [0, 3]].map((rows) => gather(floats, rows).finite)).toEqual([true, false, false]);
  expect(gather({ ...floats, mean: 1, std: 2 }, [2, 1]).finite).toBe(false);
  expect(gather({ ...bytes, std: 1e-40 }, [1]).finite).toBe(false);
});
