import { key, reference, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, fixture, wave } from '../test/torch.js';
import { relu } from './activations.js';
import { batchNorm } from './batch-norm.js';
import { conv2d } from './conv.js';
import { dropout } from './dropout.js';
import { sequential } from './sequential.js';
import { updateBatchNorm } from './update-batch-norm.js';

const { updateBn } = fixture<{ updateBn: { sizes: number[]; state: { path: string; data: number[] }[] } }>(
  'batch-norm',
);
const model = sequential(conv2d(2, 3, 2), batchNorm(3), relu(), batchNorm(3, { momentum: 0.5 }));

test('the statistics of torch.optim.swa_utils.update_bn', async () => {
  let phase = 0;
  const params = tree.map(model.init(key(0)), (p) => wave((p as Tensor).shape, 0.5, ++phase)) as ReturnType<
    typeof model.init
  >;
  const batches = updateBn.sizes.map((n, i) => wave([n, 2, 3, 3], 1 + i, i));
  const state = await updateBatchNorm(reference(), model, params, batches);
  expect(Object.keys(state)).toEqual(updateBn.state.map(({ path }) => path));
  for (const { path, data } of updateBn.state) await expectClose(state[path]!, data, path);
});

test('dropout inside draws from the key, another mask for each batch', async () => {
  const noisy = sequential(dropout(0.5), batchNorm(2));
  const params = noisy.init(key(0));
  const meanOf = async (count: number, seed: number) => {
    const batches = Array.from({ length: count }, () => wave([8, 2]));
    const state = await updateBatchNorm(reference(), noisy, params, batches, { key: key(seed) });
    return Array.from(await state['1.running_mean']!.data());
  };
  const once = await meanOf(1, 0);
  expect(await meanOf(1, 0)).toEqual(once);
  expect(await meanOf(1, 1)).not.toEqual(once);
  expect(await meanOf(2, 0)).not.toEqual(once);
});

test('nothing to measure, or nothing to measure with, is an error', async () => {
  const params = model.init(key(0));
  await expect(updateBatchNorm(reference(), model, params, [])).rejects.toThrow(
    'updateBatchNorm: there are no batches',
  );
  await expect(updateBatchNorm(reference(), relu(), {}, [wave([1])])).rejects.toThrow(
    'updateBatchNorm: no layer of the model has running statistics',
  );
  await expect(updateBatchNorm(reference(), model, params, [], { seed: 1 } as object)).rejects.toThrow(
    "updateBatchNorm: unknown option 'seed'",
  );
});
