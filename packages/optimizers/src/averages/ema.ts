import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  equal,
  maximum,
  mul,
  sub,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { requireDecay } from '../internal/check.js';
import { correction } from '../internal/moments.js';
import { copyOf, mapTensors, requireState, zerosOf, zipTensors } from '../internal/trees.js';
import type { Averaging } from './average.js';

export interface EmaOptions {
  /** β, from 0 to below 1: about 1 / (1 − β) steps count. Default 0.999. */
  decay?: number;
  /** A smaller decay for the first steps, min(β, (1 + n) / (10 + n)) for update n = 0, 1, …. Default false. */
  warmup?: boolean;
  /** Start with 0 instead of the first parameters, and divide by 1 − βⁿ. Default false. */
  debias?: boolean;
}

/**
 * Exponential moving average of the parameters: a ← β a + (1 − β) θ.
 *
 * It begins with the parameters of `init` (PyTorch's `AveragedModel` begins with those of its first update). `warmup`
 * forgets a random start fast and is TensorFlow's rule; `debias` is Optax's `ema`. Not with both. The usual choice for
 * GANs and diffusion models, with decays from 0.999 to 0.9999.
 *
 * @throws ArgumentError for a decay out of range, or warmup and debias together.
 * Source: Polyak, Juditsky (1992); Kingma, Ba (2014), arXiv:1412.6980, section 7.2.
 */
export function ema(options: EmaOptions = {}): Averaging {
  checkOptions('ema', options, ['decay', 'warmup', 'debias']);
  const { warmup = false, debias = false } = options;
  const decay = requireDecay('ema', 'decay', options.decay ?? 0.999);
  if (warmup && debias) throw new ArgumentError('ema: warmup and debias are two cures for one thing; take one');
  const rateAt = (step: Tensor): number | Tensor => {
    if (!warmup) return 1 - decay;
    // 1 − (1 + n) / (10 + n).
    return maximum(div(9, add(cast(step, 'float32'), 10)), 1 - decay);
  };
  return {
    init: (params) => ({
      step: zeros([], 'int32'),
      average: debias ? (zerosOf('ema: params', params) as typeof params) : copyOf('ema: params', params),
    }),
    update(state, params) {
      requireState('ema', state);
      const rate = rateAt(state.step);
      const average = zipTensors(
        'ema',
        state.average,
        params,
        (a, p) => add(a, mul(sub(p, a), typeof rate === 'number' ? rate : cast(rate, p.dtype))),
        ['state.average', 'params'],
      );
      return { step: add(state.step, 1), average };
    },
    weights(state) {
      if (!debias) return state.average;
      // Before the first update there is nothing to divide: 0 stays 0.
      const total = correction(state.step, decay);
      const safe = where(equal(state.step, 0), 1, total);
      return mapTensors('ema', state.average, (a) => div(a, cast(safe, a.dtype)));
    },
  };
}
