import { ones, zeros } from '@saddlepoint/init';
import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  lerp,
  mean,
  mul,
  ones as oneTensor,
  reshape,
  rsqrt,
  type Shape,
  ShapeError,
  showShape,
  sub,
  type Tensor,
  zeros as zeroTensor,
} from '@saddlepoint/tensor';
import { checked } from './checked.js';
import { checkInput, checkParameters, type Layer, requireCount } from './layer.js';
import type { StatePass } from './state.js';

export interface BatchNormParams {
  /** [channels]. */
  weight?: Tensor;
  bias?: Tensor;
}

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Weight of a batch in the running statistics, over 0 and up to 1; null weighs all batches alike. Default 0.1. */
  momentum?: number | null;
  /** Learn a weight and a bias for each channel. Default true. */
  affine?: boolean;
  /** Keep running statistics, for use outside training; else those of the batch serve there too. Default true. */
  trackRunningStats?: boolean;
}

/**
 * Normalises each channel over batch and space: (x − mean) / √(variance + eps) · weight + bias, [N, channels, …] → the
 * same, 0 to 3 axes of space. Parameters as `torch.nn.BatchNorm1d`, `2d` and `3d`.
 *
 * In training, mean and variance are those of the batch, and the state `running_mean`, `running_var` (divided by n − 1)
 * and `num_batches_tracked` moves towards them: running ← (1 − momentum) · running + momentum · batch. Outside training
 * the running ones serve. A model with such a layer is applied by {@link applyWithState}.
 *
 * Not for small batches (fewer than about 8 values a channel), sequences, or a gradient penalty's critic: take
 * {@link layerNorm} there.
 *
 * @throws ShapeError for another number of channels, or one value a channel in training; ArgumentError without state.
 * Source: Ioffe, Szegedy (2015), arXiv:1502.03167.
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): Layer<BatchNormParams> {
  checkOptions('batchNorm', options, ['eps', 'momentum', 'affine', 'trackRunningStats']);
  const { eps = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true } = options;
  requireCount('batchNorm', 'channels', channels);
  if (!(eps >= 0 && eps < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`batchNorm: eps ${eps} must be a finite number from 0 up`);
  if (momentum !== null && !(momentum > 0 && momentum <= 1))
    throw new ArgumentError(`batchNorm: momentum ${momentum} must be over 0 and up to 1, or null`);
  const shapes: Record<string, Shape> = affine ? { weight: [channels], bias: [channels] } : {};
  return checked('batchNorm', {
    init: (key) => (affine ? { weight: ones()(key, [channels]), bias: zeros()(key, [channels]) } : {}),
    ...(trackRunningStats && {
      state: () => ({
        running_mean: zeroTensor([channels]),
        running_var: oneTensor([channels]),
        num_batches_tracked: zeroTensor([], 'int32'),
      }),
    }),
    apply(params, x, context) {
      requireImages(x, channels);
      checkParameters('batchNorm', params, shapes);
      checkInput('batchNorm', x, params);
      const state = trackRunningStats ? requireState(context?.state) : undefined;
      const perChannel = (p: Tensor) => reshape(cast(p, x.dtype), [channels, ...x.shape.slice(2).map(() => 1)]);
      if (state && !context?.training) {
        const deviation = rsqrt(add(perChannel(state.read('running_var')), eps));
        return scaled(sub(x, perChannel(state.read('running_mean'))), deviation, params, perChannel);
      }
      const axes = [...x.shape.keys()].filter((axis) => axis !== 1);
      const count = x.size / channels;
      if (count < 2) throw new ShapeError(`batchNorm: input ${showShape(x.shape)} has one value a channel to train on`);
      const centre = mean(x, axes, { keepDims: true });
      const centred = sub(x, centre);
      const variance = mean(mul(centred, centred), axes, { keepDims: true });
      if (state)
        track(state, reshape(centre, [channels]), mul(reshape(variance, [channels]), count / (count - 1)), momentum);
      return scaled(centred, rsqrt(add(variance, eps)), params, perChannel);
    },
  });
}

function requireImages(x: Tensor, channels: number): void {
  if (x.rank >= 2 && x.rank <= 5 && x.shape[1] === channels) return;
  throw new ShapeError(`batchNorm: input ${showShape(x.shape)} must be [N, ${channels}] or [N, ${channels}, …space]`);
}

function requireState(state: StatePass | undefined): StatePass {
  if (state) return state;
  throw new ArgumentError(
    'batchNorm: there are no running statistics; apply the model by applyWithState(model, params, state, x, context), or set trackRunningStats to false',
  );
}

const scaled = (
  centred: Tensor,
  inverse: Tensor,
  { weight, bias }: BatchNormParams,
  perChannel: (p: Tensor) => Tensor,
) => {
  const y = mul(centred, weight ? mul(inverse, perChannel(weight)) : inverse);
  return bias ? add(y, perChannel(bias)) : y;
};

/** Moves the running statistics towards those of the batch. */
function track(state: StatePass, mean: Tensor, variance: Tensor, momentum: number | null): void {
  const count = add(state.read('num_batches_tracked'), 1);
  state.write('num_batches_tracked', count);
  for (const [name, batch] of [
    ['running_mean', mean],
    ['running_var', variance],
  ] as const) {
    const running = state.read(name);
    const rate = state.cumulative || momentum === null ? div(1, cast(count, running.dtype)) : momentum;
    state.write(name, lerp(running, cast(batch, running.dtype), rate));
  }
}
