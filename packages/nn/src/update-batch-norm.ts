import {
  ArgumentError,
  type Backend,
  checkOptions,
  compile,
  type Feed,
  foldIn,
  type Tensor,
} from '@saddlepoint/tensor';
import type { Layer } from './layer.js';
import { initState, type LayerState, passThrough } from './state.js';

export interface UpdateBatchNormOptions {
  /** Randomness for layers that need it in training, such as dropout. */
  key?: Tensor;
}

/**
 * A state measured anew: the mean, over the batches, of the statistics that each {@link batchNorm} sees in training with
 * these parameters. `torch.optim.swa_utils.update_bn`.
 *
 * For weights that were averaged (EMA, SWA) and not trained, which the running statistics of training do not fit.
 *
 * @param batches inputs of the model; each counts the same, whatever its size.
 * @throws ArgumentError without batches, or for a model without running statistics.
 * Source: Izmailov et al. (2018), arXiv:1803.05407, section 3.2.
 */
export async function updateBatchNorm<P>(
  backend: Backend,
  model: Layer<P>,
  params: P,
  batches: Iterable<Tensor> | AsyncIterable<Tensor>,
  options: UpdateBatchNormOptions = {},
): Promise<LayerState> {
  checkOptions('updateBatchNorm', options, ['key']);
  const { key } = options;
  let state = initState(model);
  if (Object.keys(state).length === 0)
    throw new ArgumentError('updateBatchNorm: no layer of the model has running statistics');
  const step = compile(
    backend,
    (p: P, s: LayerState, x: Tensor, noise?: Tensor) =>
      passThrough(model, p, s, x, { training: true, ...(noise && { key: noise }) }, true).state,
    { donate: [1] },
  );
  try {
    let count = 0;
    for await (const x of batches) {
      state = await step(params as Feed<P>, state, x, key && foldIn(key, count));
      count++;
    }
    if (count === 0) throw new ArgumentError('updateBatchNorm: there are no batches');
    return state;
  } finally {
    await step.dispose();
  }
}
