export {
  type GeluOptions,
  gelu,
  type LeakyReluOptions,
  leakyRelu,
  relu,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
} from './activations.js';
export { type AttentionOptions, type AttentionParams, multiHeadAttention } from './attention.js';
export { type BatchNormOptions, type BatchNormParams, batchNorm } from './batch-norm.js';
export { type ConvLayerOptions, type ConvParams, conv1d, conv2d, conv3d } from './conv.js';
export { dropout } from './dropout.js';
export { type EmbeddingOptions, type EmbeddingParams, embedding } from './embedding.js';
export { flatten } from './flatten.js';
export { type GptOptions, type GptParams, gpt } from './gpt.js';
export { type Context, childContext, type Layer, type NoParams, type ParamsOf } from './layer.js';
export { type LayerNormOptions, type LayerNormParams, layerNorm } from './layer-norm.js';
export { type LinearOptions, type LinearParams, linear } from './linear.js';
export { parameterCount } from './parameter-count.js';
export { avgPool, maxPool } from './pool.js';
export { residual } from './residual.js';
export { sequential } from './sequential.js';
export { applyWithState, initState, type LayerState, type StatePass } from './state.js';
export { stateless } from './stateless.js';
export { type TransformerBlockOptions, type TransformerBlockParams, transformerBlock } from './transformer-block.js';
export { updateBatchNorm } from './update-batch-norm.js';
