import { valueAndGrad } from '../../autodiff/transforms.js';
import type { Backend } from '../../backend.js';
import { compile } from '../../compile.js';
import { conv } from '../../primitives/conv.js';
import { maxPool } from '../../primitives/pool.js';
import { reference } from '../../reference/backend.js';
import type { Shape } from '../../shape.js';
import { sizeOf } from '../../shape.js';
import { type Tensor, tensor } from '../../tensor.js';
import { type ContractCheck, expectTensor } from './expect.js';

/** Sizes at which engines change to other kernels: past one vector register, one cache block, one thread. */

/** Numbers without a pattern, the same everywhere, between −1 and 1. */
function noise(shape: Shape, seed: number): Tensor {
  let state = seed;
  const data = Float32Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
  return tensor(data, { shape });
}

/** Value and gradients of a scalar, compared with the reference backend. */
async function compare(backend: Backend, fn: (inputs: readonly Tensor[]) => Tensor, ...shapes: Shape[]): Promise<void> {
  const inputs = shapes.map((shape, i) => noise(shape, i + 1));
  const run = compile(backend, (list: readonly Tensor[]) => valueAndGrad(fn)(list));
  const [value, gradients] = await run(inputs);
  const [exact, exactGradients] = await compile(reference(), (list: readonly Tensor[]) => valueAndGrad(fn)(list))(
    inputs,
  );
  // Rounding errors of long sums grow with their length.
  await expectTensor('value', value, await exact.data(), 20);
  for (const [i, g] of gradients.entries()) await expectTensor(`gradient ${i}`, g, await exactGradients[i]!.data(), 20);
  await run.dispose();
}

export const sizeChecks: Readonly<Record<string, ContractCheck>> = {
  'matrix products of odd sizes': (backend) =>
    compare(backend, ([a, b]) => a!.matmul(b!).tanh().mean(), [67, 130], [130, 35]),
  'batched products': (backend) =>
    compare(
      backend,
      ([q, k]) => q!.matmul(k!, { transposeB: true }).softmax().square().mean(),
      [3, 2, 17, 33],
      [3, 2, 19, 33],
    ),
  'a convolution': (backend) =>
    compare(
      backend,
      ([x, w, b]) =>
        maxPool(conv(x!, w!, { padding: 1 }).add(b!).relu(), 2)
          .square()
          .mean(),
      [2, 5, 18, 22],
      [19, 5, 3, 3],
      [19, 1, 1],
    ),
  'long vectors': (backend) => compare(backend, ([x, y]) => x!.mul(y!).exp().add(1).log().mean(), [10_007], [10_007]),
  'normalised rows': (backend) =>
    compare(
      backend,
      ([x, scale]) => {
        const centred = x!.sub(x!.mean(-1, { keepDims: true }));
        return centred
          .div(centred.square().mean(-1, { keepDims: true }).add(1e-5).sqrt())
          .mul(scale!)
          .square()
          .mean();
      },
      [33, 257],
      [257],
    ),
  'a deep chain': (backend) =>
    compare(
      backend,
      ([x, w]) =>
        Array.from({ length: 40 })
          .reduce<Tensor>((h) => h.add(h.matmul(w!).tanh().mul(0.1)), x!)
          .square()
          .mean(),
      [5, 8],
      [8, 8],
    ),
};
