import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { type CrossEntropyOptions, crossEntropy } from '@saddlepoint/losses';
import { compile, reference, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

const backends = { reference: async () => reference(), onnxruntime };
const options: CrossEntropyOptions[] = [{}, { labelSmoothing: 0.1 }, { ignoreIndex: -100 }, { reduction: 'sum' }];

test.each(Object.entries(backends))('%s: a class number out of range makes loss and gradient NaN', async (_, open) => {
  const backend = await open();
  const logits = tensor([
    [1, 2, 3],
    [3, 1, 0],
  ]);
  for (const option of options) {
    const run = compile(backend, (x: Tensor, y: Tensor) => valueAndGrad((z: Tensor) => crossEntropy(z, y, option))(x));
    const labelled = async (label: number) => {
      const [loss, gradient] = await run(logits, tensor([2, label], { dtype: 'int32' }));
      return { loss: await loss.item(), gradient: Array.from(await gradient.data()) };
    };
    for (const label of [-1, -3, 3, 2 ** 31 - 1, -(2 ** 31)]) {
      const { loss, gradient } = await labelled(label);
      expect(loss, `${label}`).toBeNaN();
      // Of the row with that label alone.
      expect(gradient.map(Number.isNaN), `${label}`).toEqual([false, false, false, true, true, true]);
    }
    const { loss, gradient } = await labelled(0);
    expect([loss, ...gradient].every(Number.isFinite)).toBe(true);
  }
  await backend.dispose();
});

test.each(Object.entries(backends))('%s: half precision too', async (_, open) => {
  const backend = await open();
  const logits = tensor([[1, 2, 3]], { dtype: 'float16' });
  const run = compile(backend, (x: Tensor, y: Tensor) => crossEntropy(x, y));
  expect(await (await run(logits, tensor([3], { dtype: 'int32' }))).item()).toBeNaN();
  expect(await (await run(logits, tensor([2], { dtype: 'int32' }))).item()).toBeCloseTo(0.4076, 3);
  await backend.dispose();
});
