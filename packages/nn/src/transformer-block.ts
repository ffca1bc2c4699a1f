import type { Initializer } from '@saddlepoint/init';
import { checkOptions, split, type Tensor } from '@saddlepoint/tensor';
import { gelu } from './activations.js';
import { type AttentionParams, multiHeadAttention } from './attention.js';
import { applyChild, checked } from './checked.js';
import { dropout } from './dropout.js';
import { type Context, childContext, given, type Layer } from './layer.js';
import { type LayerNormParams, layerNorm } from './layer-norm.js';
import { type LinearParams, linear } from './linear.js';

export interface TransformerBlockParams {
  norm1: LayerNormParams;
  attention: AttentionParams;
  norm2: LayerNormParams;
  /** Feed-forward, width → 4 · width. */
  up: LinearParams;
  /** Feed-forward, 4 · width → width. */
  down: LinearParams;
}

export interface TransformerBlockOptions {
  /** Default false. */
  causal?: boolean;
  /** Dropout rate, of attention weights and of both branches' results. Default 0. */
  dropout?: number;
  /** How to start the projections' biases, or false for none. Default: as {@link linear}. */
  bias?: Initializer | false;
  /** Approximation of GELU: `none` or `tanh`. Default `tanh`, as GPT-2. */
  approximate?: 'none' | 'tanh';
  /** How to start weights that read the stream. Default: as {@link linear}. */
  weight?: Initializer;
  /** How to start weights that write to the stream. Default: as {@link linear}. */
  outWeight?: Initializer;
}

/**
 * A pre-norm transformer block: x + attention(norm(x)), then x + feedForward(norm(x)), [batch, time, width] → the same.
 *
 * Source: Radford et al., "Language models are unsupervised multitask learners" (2019).
 */
export function transformerBlock(
  width: number,
  heads: number,
  options: TransformerBlockOptions = {},
): Layer<TransformerBlockParams> {
  checkOptions('transformerBlock', options, ['causal', 'dropout', 'bias', 'approximate', 'weight', 'outWeight']);
  const { dropout: rate = 0, approximate = 'tanh', ...rest } = options;
  const { bias, weight, outWeight } = rest;
  const attention = multiHeadAttention(width, heads, { ...rest, dropout: rate });
  const up = linear(width, 4 * width, given({ weight, bias }));
  const down = linear(4 * width, width, given({ weight: outWeight, bias }));
  const [norm1, norm2, activation, drop] = [layerNorm(width), layerNorm(width), gelu({ approximate }), dropout(rate)];
  /** A child by the name of its parameters. */
  const inside = <P>(name: string, layer: Layer<P>, params: P, x: Tensor, context?: Context) =>
    applyChild(`transformerBlock: ${name}`, layer, params, x, context);
  return checked('transformerBlock', {
    children: { norm1, attention, norm2, up, down },
    init(key) {
      const keys = split(key, 5);
      return {
        norm1: norm1.init(keys[0]),
        attention: attention.init(keys[1]),
        norm2: norm2.init(keys[2]),
        up: up.init(keys[3]),
        down: down.init(keys[4]),
      };
    },
    apply(params, x, context) {
      const read = inside('norm1', norm1, params.norm1, x);
      const heard = inside('attention', attention, params.attention, read, childContext(context, 0));
      const middle = x.add(drop.apply({}, heard, childContext(context, 1)));
      const wide = inside('up', up, params.up, inside('norm2', norm2, params.norm2, middle));
      const thought = inside('down', down, params.down, activation.apply({}, wide));
      return middle.add(drop.apply({}, thought, childContext(context, 2)));
    },
  });
}
