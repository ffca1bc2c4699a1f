import { arange, reshape, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { joinBlocks, splitBlocks } from './blocks.js';

const matrix = reshape(arange(35), [5, 7]);
const params = { weight: matrix, bias: arange(3), kernel: reshape(arange(24), [2, 3, 4]) };
const shapes = (x: unknown) => tree.flatten(x).map(({ path, leaf }) => `${path} ${(leaf as Tensor).shape.join('x')}`);

test('axes are cut into parts of at most that many elements, the last axis first', () => {
  expect(shapes(splitBlocks(params, 3))).toEqual([
    ...['3x3', '3x3', '3x1', '2x3', '2x3', '2x1'].map((shape, i) => `weight.block${i} ${shape}`),
    'bias 3',
    'kernel.block0 2x3x3',
    'kernel.block1 2x3x1',
  ]);
});

test.each([1, 2, 3, 4, 7])('parts of %d give the whole again', async (most) => {
  const joined = joinBlocks(splitBlocks(params, most), params, most);
  for (const name of ['weight', 'bias', 'kernel'] as const) {
    expect(joined[name].shape).toEqual(params[name].shape);
    expect([...(await joined[name].data())]).toEqual([...(await params[name].data())]);
  }
});

test('a single tensor is a tree too', async () => {
  const joined = joinBlocks(splitBlocks(matrix, 4), matrix, 4);
  expect([...(await joined.data())]).toEqual([...(await matrix.data())]);
});
