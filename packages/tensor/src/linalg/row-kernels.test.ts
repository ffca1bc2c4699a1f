import { expect, test } from 'vitest';
import { plainKernels, type RowKernels, rowMemory, simdKernels } from './row-kernels.js';

const noise = Float64Array.from({ length: 40 }, (_, i) => Math.sin((i + 5) ** 2));

test('loops over two lanes do what plain ones do, bit for bit', () => {
  for (const count of [0, 1, 2, 7, 8]) {
    const results = [simdKernels(40)!, plainKernels(40)].map(({ buffer, kernels }) => {
      const all = new Float64Array(buffer).subarray(0, 40);
      all.set(noise);
      const run = kernels as RowKernels;
      run.rotate(0, 80, count, 0.6, 0.8);
      run.add(160, 0, count, -1.7);
      run.addTwo(240, 80, 160, count, 0.3, 1.1);
      run.dot(0, 240, count, 312);
      return Array.from(all);
    });
    expect(results[0]).toEqual(results[1]);
  }
});

test.each([30, 900])('parts of a memory for %d numbers are zeros, one after the other', (size) => {
  const { kernels, take } = rowMemory(size);
  const [x, y] = [take(4), take(3)];
  expect([...x, ...y]).toEqual(new Array(7).fill(0));
  x.set([1, 2, 3, 4]);
  kernels.add(8 * 4, 0, 3, 2);
  expect([...y]).toEqual([2, 4, 6]);
});
