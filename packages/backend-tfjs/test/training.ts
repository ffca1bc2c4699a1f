import {
  avgPool,
  type Backend,
  compile,
  conv,
  grad,
  key,
  logSoftmax,
  matmul,
  maxPool,
  mean,
  normal,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';

const draw = (seed: number, shape: number[], scale: number): Tensor => normal(key(seed), shape).mul(scale);

/** The losses of some steps of gradient descent on a small convolutional network. */
export async function trainConvNet(backend: Backend, steps = 12): Promise<number[]> {
  const images = draw(1, [16, 1, 12, 12], 1);
  const labels = tensor(
    Float32Array.from({ length: 48 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3)),
    { shape: [16, 3] },
  );
  type Params = Record<'first' | 'bias' | 'second' | 'weight', Tensor>;
  let params: Params = {
    first: draw(2, [6, 1, 3, 3], 0.5),
    bias: draw(3, [6, 1, 1], 0.1),
    second: draw(4, [8, 6, 3, 3], 0.2),
    weight: draw(5, [3, 72], 0.2),
  };
  const loss = (p: Params) => {
    const features = maxPool(conv(images, p.first, { padding: 1 }).add(p.bias).relu(), 2);
    const deeper = conv(features, p.second, { strides: 2, padding: 1 }).relu();
    const logits = matmul(deeper.reshape([16, 72]), p.weight, { transposeB: true });
    return mean(logSoftmax(logits, 1).mul(labels).sum(1)).neg();
  };
  const step = compile(
    backend,
    (p: Params) => {
      const [value, gradients] = valueAndGrad(loss)(p);
      return { value, params: tree.zip(p, gradients, (x, g) => x.sub(g.mul(0.3))) as Params };
    },
    { donate: [0] },
  );
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await step(params);
    params = result.params;
    losses.push(await result.value.item());
    result.value.dispose();
  }
  for (const x of tree.leaves(params)) x.dispose();
  await step.dispose();
  return losses;
}

/**
 * The gradient penalty of WGAN-GP and its derivative: second derivatives of a critic through everything that tfjs itself
 * has wrong or lacks: tanh, sigmoid, softmax, exp, leaky relu, filters of convolutions, pools.
 */
export async function gradientPenalty(backend: Backend): Promise<Float32Array[]> {
  type Params = Record<'kernel' | 'strided' | 'weight', Tensor>;
  const critic = (p: Params, x: Tensor) => {
    const first = conv(x, p.kernel, { padding: 1 }).tanh();
    const pooled = maxPool(first, 2).add(avgPool(first, 2));
    const second = conv(pooled, p.strided, { strides: 2, padding: 1 });
    const leaky = second.relu().sub(second.neg().relu().mul(0.2));
    const attention = leaky.reshape([x.shape[0]!, -1]).matmul(p.weight).softmax(1);
    return attention.mul(attention.sigmoid()).add(leaky.mul(0.1).exp().mean()).sum();
  };
  const penalty = (p: Params, x: Tensor) => {
    const g = grad((input: Tensor) => critic(p, input))(x);
    return g.square().sum([1, 2, 3]).add(1e-12).sqrt().sub(1).square().mean();
  };
  const step = compile(backend, (p: Params, x: Tensor) => valueAndGrad((q: Params) => penalty(q, x))(p));
  const params = {
    kernel: draw(1, [4, 2, 3, 3], 0.4),
    strided: draw(2, [5, 4, 3, 3], 0.4),
    weight: draw(3, [20, 6], 0.5),
  };
  const [value, gradients] = await step(params, draw(4, [3, 2, 8, 8], 1));
  const results = [value, ...tree.leaves(gradients)];
  const arrays = await Promise.all(results.map(async (x) => Float32Array.from(await x.data())));
  for (const x of results) x.dispose();
  await step.dispose();
  return arrays;
}
