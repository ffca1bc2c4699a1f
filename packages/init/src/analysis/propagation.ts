import {
  ArgumentError,
  type Backend,
  checkOptions,
  compile,
  grad,
  mul,
  normal,
  reference,
  requireKey,
  requireTensor,
  ShapeError,
  type Tensor,
  zerosLike,
} from '@saddlepoint/tensor';

/** What a layer's output looks like over a batch. */
export interface LayerSignal {
  /** Mean of all numbers. */
  readonly mean: number;
  /** Variance of all numbers. */
  readonly variance: number;
  /** Part of the units (positions of the output) that are 0 for every input of the batch. */
  readonly dead: number;
  /** Mean cosine between the outputs for two different inputs: towards 1, the layer no longer tells them apart. */
  readonly correlation: number;
  /** Mean square of the derivative of a random linear function of the network's output. */
  readonly gradient: number;
}

export interface PropagationOptions {
  /** The engine. Default: the reference backend. */
  backend?: Backend;
}

/**
 * How a signal goes forward and its gradient backward through a network as it is: numbers for the input and for the output
 * of each layer. A good start keeps `variance` and `gradient` within a small factor over the depth; what grows or decays by
 * a factor a layer explodes or vanishes.
 *
 * @param layers functions from a batch [N, ...] to a batch, such as `(x) => layer.apply(params, x)`.
 * @param x a batch of two inputs or more.
 * @param key for the random function whose gradient goes back: N(0, 1) times the output.
 * @throws ArgumentError for layers that are no functions; ShapeError for a batch of less than two inputs.
 * Source: Glorot, Bengio (2010); Poole et al., "Exponential expressivity in deep neural networks" (2016), arXiv:1606.05340.
 */
export async function propagation(
  layers: readonly ((x: Tensor) => Tensor)[],
  x: Tensor,
  key: Tensor,
  options: PropagationOptions = {},
): Promise<LayerSignal[]> {
  checkOptions('propagation', options, ['backend']);
  requireTensor('propagation', 'x', x);
  requireKey('propagation', 'key', key);
  if (!Array.isArray(layers) || layers.length === 0 || !layers.every((layer) => typeof layer === 'function')) {
    throw new ArgumentError('propagation: layers must be functions such as (x) => layer.apply(params, x)');
  }
  if (x.rank < 2 || x.shape[0]! < 2)
    throw new ShapeError('propagation: x must be a batch of two inputs or more, [N, ...]');
  const run = compile(options.backend ?? reference(), (input: Tensor, k: Tensor) => {
    const outputs: Tensor[] = [input];
    for (const layer of layers) outputs.push(layer(outputs.at(-1)!));
    // A zero added to each output has the output's gradient.
    const gradients = grad((nudges: Tensor[]) => {
      const end = layers.reduce((h, layer, i) => layer(h).add(nudges[i + 1]!), input.add(nudges[0]!));
      return mul(end, normal(k, end.shape)).sum();
    })(outputs.map(zerosLike));
    return outputs.map((h, i) => measures(h, gradients[i]!));
  });
  try {
    const results = await run(x, key);
    return await Promise.all(results.map(numbersOf));
  } finally {
    await run.dispose();
  }
}

function measures(h: Tensor, gradient: Tensor): Record<keyof LayerSignal, Tensor> {
  const count = h.shape[0]!;
  const rows = h.reshape([count, -1]);
  const lengths = rows.square().sum(1, { keepDims: true }).sqrt();
  const total = rows.div(lengths.maximum(1e-30)).sum(0).square().sum();
  return {
    mean: h.mean(),
    variance: h.variance(),
    dead: rows.abs().max(0).equal(0).cast('float32').mean(),
    // The mean of uᵢ · uⱼ over i ≠ j from the length of Σ u.
    correlation: total.sub(count).div(count * (count - 1)),
    gradient: gradient.square().mean(),
  };
}

async function numbersOf(tensors: Record<keyof LayerSignal, Tensor>): Promise<LayerSignal> {
  const entries = Object.entries(tensors).map(async ([name, x]) => [name, await x.item()] as const);
  return Object.fromEntries(await Promise.all(entries)) as unknown as LayerSignal;
}
