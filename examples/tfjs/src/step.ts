import { crossEntropy } from '@saddlepoint/losses';
import { adamw, applyUpdates } from '@saddlepoint/optimizers';
import {
  type Backend,
  compile,
  concat,
  conv,
  key,
  normal,
  split,
  type Tensor,
  tanh,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';

interface Params {
  readonly kernel: Tensor;
  readonly weight: Tensor;
}

/** A small convolutional network: tfjs alone cannot train one on its wasm engine. */
function logits({ kernel, weight }: Params, x: Tensor): Tensor {
  const features = tanh(conv(x, kernel, { strides: 2, padding: 1 }));
  return features.mean([2, 3]).matmul(weight);
}

/** Trains it to tell rough images from smooth ones, by the same compiled step on any backend; the losses. */
export async function trainOn(backend: Backend, steps = 20): Promise<number[]> {
  const [kernelKey, weightKey, dataKey] = split(key(3), 3);
  const optimizer = adamw({ learningRate: 0.05 });
  let params: Params = {
    kernel: normal(kernelKey, [8, 1, 3, 3]).mul(0.3),
    weight: normal(weightKey, [8, 2]).mul(0.3),
  };
  let state = optimizer.init(params);
  const step = compile(
    backend,
    (p: Params, s: typeof state, x: Tensor, y: Tensor) => {
      const [loss, grads] = valueAndGrad((q: Params) => crossEntropy(logits(q, x), y))(p);
      const { updates, state: next } = optimizer.update(grads, s, p);
      return { params: applyUpdates(p, updates), state: next, loss };
    },
    { donate: [0, 1] },
  );
  const { x, y } = data(dataKey);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await step(params, state, x, y);
    ({ params, state } = result);
    losses.push(await result.loss.item());
    result.loss.dispose();
  }
  for (const leaf of tree.leaves({ params, state, x, y } as unknown)) (leaf as Tensor).dispose();
  await step.dispose();
  return losses;
}

/** 32 images of 8 × 8: noise alone, and faint noise over one shade for each image. */
function data(dataKey: Tensor): { x: Tensor; y: Tensor } {
  const [roughKey, shadeKey, faintKey] = split(dataKey, 3);
  const smooth = normal(shadeKey, [16, 1, 1, 1]).add(normal(faintKey, [16, 1, 8, 8]).mul(0.1));
  const x = concat([normal(roughKey, [16, 1, 8, 8]), smooth], 0);
  return { x, y: tensor(Int32Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : 1))) };
}
