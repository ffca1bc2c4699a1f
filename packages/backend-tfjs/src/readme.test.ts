import { compile, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { tfjs } from './index.js';

test('the example of the README runs', async () => {
  // README
  const backend = await tfjs(tf, { engine: 'cpu' });
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const loss = (w: Tensor) => x.matmul(w).sub(1).square().mean();
  const step = compile(
    backend,
    (w: Tensor) => {
      const [value, gradient] = valueAndGrad(loss)(w);
      return { value, w: w.sub(gradient.mul(0.05)) };
    },
    { donate: [0] },
  );

  let { value, w } = await step(tensor([[0], [0]]));
  for (let i = 0; i < 100; i++) ({ value, w } = await step(w));
  console.log(await value.item());
  // end
  expect(await value.item()).toBeLessThan(0.05);
});
