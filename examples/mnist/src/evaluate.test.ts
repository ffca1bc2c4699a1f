import { dataset } from '@saddlepoint/data';
import { oneHot, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { evaluate, hardest, summarize } from './evaluate.js';

test('counts, averages and finds the hardest', async () => {
  const labels = Int32Array.of(0, 1, 2, 1);
  const said = Int32Array.of(0, 1, 1, 1);
  const digits = dataset({
    x: { data: said, shape: [], dtype: 'int32' },
    y: { data: labels, shape: [], dtype: 'int32' },
  });
  // Probability 0.8 for what is said, 0.1 for the other two.
  const answer = async (x: Tensor) => oneHot(x, 3).mul(0.7).add(0.1);
  const { accuracy, loss, confusion, predictions } = await evaluate(answer, digits, 3);
  expect(accuracy).toBe(0.75);
  expect(loss).toBeCloseTo(-(3 * Math.log(0.8) + Math.log(0.1)) / 4, 6);
  expect(confusion).toEqual([
    [1, 0, 0],
    [0, 2, 0],
    [0, 1, 0],
  ]);
  expect(hardest(predictions, 2).map(({ index, label, predicted }) => [index, label, predicted])).toEqual([
    [2, 2, 1],
    [0, 0, 0],
  ]);
});

test('a probability of zero is a large loss, not an infinite one', () => {
  const { loss } = summarize([{ index: 0, label: 1, predicted: 0, confidence: 1, likelihood: 0 }], 2);
  expect(loss).toBeCloseTo(149 * Math.LN2, 9);
});

test('more digits than a batch holds', async () => {
  const size = 1203;
  const digits = dataset({
    x: { data: new Float32Array(size), shape: [1], dtype: 'float32' },
    y: { data: new Uint8Array(size), shape: [], dtype: 'int32' },
  });
  const answer = async (x: Tensor) => tensor(new Float32Array(2 * x.shape[0]!).fill(0.5), { shape: [x.shape[0]!, 2] });
  const { predictions, accuracy } = await evaluate(answer, digits, 2);
  expect([predictions.length, predictions.at(-1)!.index, accuracy]).toEqual([size, size - 1, 1]);
});
