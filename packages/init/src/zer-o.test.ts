import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, schemes } from '../test/schemes.js';
import { zerO } from './zer-o.js';

test.each(schemes.zero)('$shape as SciPy makes its Hadamard matrix', async (row) => {
  await expectValues(zerO(), row);
});

test('a kernel has the matrix in the middle of its window', async () => {
  const [kernel, matrix] = [await zerO()(key(0), [4, 2, 3]).data(), await zerO()(key(0), [4, 2]).data()];
  expect(Array.from(kernel)).toEqual([...matrix].flatMap((x) => [0, x, 0]));
  const transposed = await zerO({ axes: { input: 0, output: 1 } })(key(0), [2, 4]).data();
  expect(transposed[3]).toBe(matrix[6]);
});

test('wrong options and vectors are errors', () => {
  expect(() => zerO()(key(0), [4])).toThrow('zerO: shape [4] has less than two axes; for a bias take zeros()');
  expect(() => zerO({ gain: 1 } as object)).toThrow("zerO: unknown option 'gain'");
});
