import { normal, zeros } from '@saddlepoint/init';
import { checkOptions, ShapeError, showShape, slice, split, type Tensor, TreeError } from '@saddlepoint/tensor';
import { applyChild, checked } from './checked.js';
import { dropout } from './dropout.js';
import { type EmbeddingParams, embedding } from './embedding.js';
import { checkParameters, childContext, type Layer, requireCount } from './layer.js';
import { type LayerNormParams, layerNorm } from './layer-norm.js';
import { type LinearParams, linear } from './linear.js';
import { type TransformerBlockParams, transformerBlock } from './transformer-block.js';

export interface GptOptions {
  /** Number of tokens. */
  vocabulary: number;
  /** Longest sequence. */
  context: number;
  layers: number;
  heads: number;
  width: number;
  /** Default 0. */
  dropout?: number;
  /** Approximation of GELU: `none` or `tanh`. Default `tanh`. */
  approximate?: 'none' | 'tanh';
}

export interface GptParams {
  token: EmbeddingParams;
  position: EmbeddingParams;
  blocks: TransformerBlockParams[];
  norm: LayerNormParams;
  /** Logits: weight [vocabulary, width], no bias, not tied to the token embedding. */
  head: LinearParams;
}

/**
 * A GPT-2-style language model: int32 tokens [batch, time] → logits [batch, time, vocabulary]. Weights start as GPT-2's:
 * normal with deviation 0.02, divided by √(2 · layers) where a block writes to the stream; biases at 0.
 *
 * @throws ShapeError for tokens that are not [batch, time] or longer than `context`.
 * Source: Radford et al., "Language models are unsupervised multitask learners" (2019).
 */
export function gpt(options: GptOptions): Layer<GptParams> {
  checkOptions('gpt', options, ['vocabulary', 'context', 'layers', 'heads', 'width', 'dropout', 'approximate']);
  const { vocabulary, context: longest, layers, heads, width, dropout: rate = 0, approximate = 'tanh' } = options;
  for (const [name, value] of Object.entries({ vocabulary, context: longest, layers, heads, width }))
    requireCount('gpt', name, value);
  const weight = normal({ std: 0.02 });
  const outWeight = normal({ std: 0.02 / Math.sqrt(2 * layers) });
  const token = embedding(vocabulary, width, { weight });
  const position = embedding(longest, width, { weight });
  const block = transformerBlock(width, heads, {
    causal: true,
    dropout: rate,
    approximate,
    weight,
    outWeight,
    bias: zeros(),
  });
  const norm = layerNorm(width);
  const head = linear(width, vocabulary, { weight, bias: false });
  const drop = dropout(rate);
  return checked('gpt', {
    children: {
      token,
      position,
      ...Object.fromEntries(Array.from({ length: layers }, (_, i) => [`blocks.${i}`, block])),
      norm,
      head,
    },
    init(key) {
      const [first, second, last, ...rest] = split(key, layers + 3) as [Tensor, Tensor, Tensor, ...Tensor[]];
      return {
        token: token.init(first),
        position: position.init(second),
        blocks: rest.map((k) => block.init(k)),
        norm: norm.init(last),
        head: head.init(last),
      };
    },
    apply(params, tokens, context) {
      const time = tokens.shape[1];
      if (tokens.rank !== 2 || time === undefined || time > longest) {
        throw new ShapeError(`gpt: tokens ${showShape(tokens.shape)} must be [batch, time] with time up to ${longest}`);
      }
      const blocks = params.blocks ?? [];
      if (blocks.length !== layers)
        throw new TreeError(`gpt: parameters have ${blocks.length} blocks, the model has ${layers}`);
      checkParameters('gpt: position', params.position, { weight: [longest, width] });
      const places = slice(params.position.weight, { axis: 0, end: time });
      const words = applyChild('gpt: token', token, params.token, tokens).add(places);
      let x = drop.apply({}, words, childContext(context, 0));
      blocks.forEach((p, i) => {
        x = applyChild(`gpt: blocks.${i}`, block, p, x, childContext(context, i + 1));
      });
      return applyChild('gpt: head', head, params.head, applyChild('gpt: norm', norm, params.norm, x));
    },
  });
}
