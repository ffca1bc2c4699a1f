import { compile, mean, reference, type Tensor, tensor, variance } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { refreshStatistics } from './refresh-statistics.js';

test('the mean over the batches of what the layers saw', async () => {
  const weights = tensor([2, -1]);
  const statisticsOf = compile(reference(), (x: Tensor) => {
    const hidden = x.mul(weights);
    return { norm: { mean: mean(hidden, 0), variance: variance(hidden, 0) } };
  });
  const batches = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [5, 0],
      [5, 8],
    ]),
  ];
  const statistics = await refreshStatistics(batches, (batch) => statisticsOf(batch));
  expect(statistics.norm.mean.shape).toEqual([2]);
  expect(Array.from(await statistics.norm.mean.data())).toEqual([7, -3.5]);
  expect(Array.from(await statistics.norm.variance.data())).toEqual([2, 8.5]);
});

test('no batches is an error', async () => {
  await expect(refreshStatistics([], () => ({ a: tensor(1) }))).rejects.toThrow(
    'refreshStatistics: there are no batches',
  );
});
