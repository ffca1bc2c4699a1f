import type { Initializer } from '@saddlepoint/init';
import {
  ArgumentError,
  checkOptions,
  type DType,
  full,
  matmul,
  mul,
  reshape,
  ShapeError,
  showShape,
  softmax,
  split,
  splitAxis,
  type Tensor,
  transpose,
  triu,
} from '@saddlepoint/tensor';
import { applyChild, checked } from './checked.js';
import { dropout } from './dropout.js';
import { childContext, given, type Layer, requireCount } from './layer.js';
import { type LinearParams, linear } from './linear.js';

export interface AttentionParams {
  /** Query, key and value projections on top of each other: weight [3 · width, width], as GPT-2's `c_attn` transposed. */
  qkv: LinearParams;
  /** The output projection: weight [width, width]. */
  out: LinearParams;
}

export interface AttentionOptions {
  /** Each position sees itself and earlier ones only. Default false. */
  causal?: boolean;
  /** Dropout rate of the attention weights. Default 0. */
  dropout?: number;
  /** How to start the projections' biases, or false for none. Default: as {@link linear}. */
  bias?: Initializer | false;
  /** How to start the weight of the query, key and value projections. Default: as {@link linear}. */
  weight?: Initializer;
  /** How to start the weight of the output projection. Default: as {@link linear}. */
  outWeight?: Initializer;
}

/** Masked scores: far below any real one, but finite, so that no row turns into NaN. */
const masked = (dtype: DType) => (dtype === 'float16' ? -6e4 : -1e9);

/**
 * Multi-head self-attention: softmax(Q Kᵀ / √d) V in each of `heads` slices of the width, [batch, time, width] → the same.
 *
 * @throws ArgumentError unless heads divide the width; ShapeError for another input. Source: Vaswani et al. (2017), arXiv:1706.03762.
 */
export function multiHeadAttention(
  width: number,
  heads: number,
  options: AttentionOptions = {},
): Layer<AttentionParams> {
  checkOptions('multiHeadAttention', options, ['causal', 'dropout', 'bias', 'weight', 'outWeight']);
  requireCount('multiHeadAttention', 'width', width);
  requireCount('multiHeadAttention', 'heads', heads);
  if (width % heads !== 0) throw new ArgumentError(`multiHeadAttention: ${heads} heads do not divide width ${width}`);
  const { causal = false, bias, weight, outWeight } = options;
  const drop = dropout(options.dropout ?? 0);
  const qkv = linear(width, 3 * width, given({ weight, bias }));
  const out = linear(width, width, given({ weight: outWeight, bias }));
  const size = width / heads;
  return checked('multiHeadAttention', {
    children: { qkv, out },
    init(key) {
      const [first, second] = split(key);
      return { qkv: qkv.init(first), out: out.init(second) };
    },
    apply(params, x, context) {
      if (x.rank !== 3 || x.shape[2] !== width)
        throw new ShapeError(`multiHeadAttention: input ${showShape(x.shape)} must be [batch, time, ${width}]`);
      const [batch, time] = x.shape as [number, number];
      const projected = applyChild('multiHeadAttention: qkv', qkv, params.qkv, x);
      const [q, k, v] = splitAxis(projected, 3, -1).map((part) =>
        transpose(reshape(part, [batch, time, heads, size]), [0, 2, 1, 3]),
      ) as [Tensor, Tensor, Tensor];
      // The scale goes on the queries: they are smaller than the scores.
      let scores = matmul(mul(q, 1 / Math.sqrt(size)), k, { transposeB: true });
      if (causal) scores = scores.add(triu(full([time, time], masked(x.dtype), x.dtype), 1));
      const weights = drop.apply({}, softmax(scores), childContext(context, 0));
      const heard = transpose(matmul(weights, v), [0, 2, 1, 3]);
      return applyChild('multiHeadAttention: out', out, params.out, reshape(heard, [batch, time, width]));
    },
  });
}
