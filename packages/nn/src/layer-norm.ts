import { ones, zeros } from '@saddlepoint/init';
import {
  ArgumentError,
  checkOptions,
  mul,
  type Shape,
  ShapeError,
  showShape,
  standardize,
  type Tensor,
} from '@saddlepoint/tensor';
import { checked } from './checked.js';
import { checkInput, checkParameters, type Layer, requireCount } from './layer.js';

export interface LayerNormParams {
  /** Of the normalised shape. */
  weight?: Tensor;
  bias?: Tensor;
}

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Learn a weight and a bias for each normalised element. Default true. */
  affine?: boolean;
}

/**
 * Normalises the last axes: (x − mean) / √(variance + eps) · weight + bias. Parameters as `torch.nn.LayerNorm`.
 *
 * @param shape sizes of the axes to normalise over, or the last one's size.
 * Source: Ba, Kiros, Hinton (2016), arXiv:1607.06450.
 */
export function layerNorm(shape: number | Shape, options: LayerNormOptions = {}): Layer<LayerNormParams> {
  checkOptions('layerNorm', options, ['eps', 'affine']);
  const { eps = 1e-5, affine = true } = options;
  if (!(eps >= 0 && eps < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`layerNorm: eps ${eps} must be a finite number from 0 up`);
  const sizes = typeof shape === 'number' ? [shape] : [...shape];
  if (sizes.length === 0) throw new ShapeError('layerNorm: shape [] must name one axis or more');
  for (const size of sizes) requireCount('layerNorm', 'size', size);
  const shapes: Record<string, Shape> = affine ? { weight: sizes, bias: sizes } : {};
  return checked('layerNorm', {
    init: (key) => (affine ? { weight: ones()(key, sizes), bias: zeros()(key, sizes) } : {}),
    apply(params, x) {
      if (x.shape.slice(-sizes.length).join() !== sizes.join()) {
        throw new ShapeError(`layerNorm: input ${showShape(x.shape)} must end in ${showShape(sizes)}`);
      }
      checkParameters('layerNorm', params, shapes);
      checkInput('layerNorm', x, params);
      let y = standardize(x, sizes.length, eps);
      if (params.weight) y = mul(y, params.weight);
      return params.bias ? y.add(params.bias) : y;
    },
  });
}
