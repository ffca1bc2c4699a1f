import {
  ArgumentError,
  checkOptions,
  foldIn,
  key,
  type Shape,
  type Tensor,
  transpose,
  valuesNow,
} from '@saddlepoint/tensor';
import type { TfjsBackend } from '../tfjs.js';
import { type TfInitializer, tfInitializerClass } from './internal/initializer-class.js';
import { type KernelLayout, layouts } from './internal/layouts.js';
import { namespaceOf, type TfTensor } from './internal/namespace.js';

/** An initializer of `@saddlepoint/init`. */
export type InitializerLike = (
  key: Tensor,
  shape: Shape,
  fans?: { readonly fanIn: number; readonly fanOut: number },
) => Tensor;

export interface AsTfInitializerOptions {
  /** A whole number from 0 up: equal seeds give equal values. Default: how many initializers were made before. */
  seed?: number;
  /**
   * What the kernel is for: `kernel` [...window, in, out] of dense, embedding and convolution layers, `depthwise`
   * [height, width, in, multiplier] or `transposed` [height, width, out, in]. Default `kernel`.
   */
  layout?: KernelLayout;
}

let made = 0;

/**
 * An initializer of ours for layers of tfjs: `tf.layers.dense({ units, kernelInitializer: asTfInitializer(backend,
 * orthogonal()) })`.
 *
 * The scheme sees the shape that it expects, [out, in, ...window], and its values are transposed to tfjs's [...window, in,
 * out], so that fans, orthogonal rows and deltas are right for dense layers, convolutions and depthwise ones. tfjs's own
 * `heNormal`, `glorotNormal` and `leCunNormal` are 12 % too narrow (docs/tfjs-initializers.md), and its fans of depthwise
 * kernels too large by the number of channels. Values are those of the same key on any engine.
 *
 * A model that was saved names its initializers: one that is read back has its weights from the file, and this initializer
 * says that it is not known when it is asked for values.
 *
 * @throws ArgumentError for an unknown layout or a bad seed, and ShapeError for shapes that a scheme cannot fill.
 */
export function asTfInitializer(
  backend: TfjsBackend,
  initializer: InitializerLike,
  options: AsTfInitializerOptions = {},
): TfInitializer {
  checkOptions('asTfInitializer', options, ['seed', 'layout']);
  const { seed = made, layout = 'kernel' } = options;
  if (!(layout in layouts)) {
    throw new ArgumentError(`asTfInitializer: unknown layout '${layout}'; allowed: ${Object.keys(layouts).join(', ')}`);
  }
  const own = key(seed);
  made++;
  let calls = 0;
  const apply = (shape: number[]): TfTensor => {
    const values = kernelValues(initializer, foldIn(own, calls++), shape, layout);
    return namespaceOf(backend).tensor(Float32Array.from(values), shape);
  };
  return new (tfInitializerClass(namespaceOf(backend)))({ seed, layout }, apply);
}

function kernelValues(
  initializer: InitializerLike,
  own: Tensor,
  shape: Shape,
  layout: KernelLayout,
): ArrayLike<number> {
  if (shape.length < 2) return valuesNow('asTfInitializer', initializer(own, shape));
  const { field, fans, back } = layouts[layout](shape);
  const values = initializer(own, field, fans);
  return valuesNow('asTfInitializer', transpose(values.reshape(back.shape), back.permutation));
}
