import { imageDataset } from '@saddlepoint/data';
import { expect, test } from 'vitest';
import { halved } from './halved.js';

test('each pixel is the mean of four, each picture by itself', () => {
  const pixels = Uint8Array.of(0, 4, 8, 8, 0, 4, 8, 10, /* the second */ 1, 1, 100, 0, 1, 2, 0, 0);
  const labels = { shape: [2], data: Uint8Array.of(3, 7) };
  const part = imageDataset({ shape: [2, 2, 4], data: pixels }, labels, 10);
  const { train, classes } = halved({ train: part, test: part, classes: ['a'] });
  expect([train.size, train.columns.x.shape, classes]).toEqual([2, [1, 1, 2], ['a']]);
  expect([...train.columns.x.data]).toEqual([2, 9, 1, 25]);
  expect([...train.columns.y.data]).toEqual([3, 7]);
});
