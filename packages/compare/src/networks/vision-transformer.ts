import { normal } from '@saddlepoint/init';
import { conv2d, type Layer, layerNorm, linear, sequential, stateless, transformerBlock } from '@saddlepoint/nn';
import { ArgumentError, checkOptions, showShape, type Tensor } from '@saddlepoint/tensor';

export interface VisionTransformerOptions {
  /** Of one picture: channels, height, width. */
  shape: readonly [channels: number, height: number, width: number];
  classes: number;
  /** Height and width of a patch; must divide those of the picture. Default 4. */
  patch?: number;
  /** Default 2. */
  layers?: number;
  /** Must divide the width. Default 4. */
  heads?: number;
  /** Default 64. */
  width?: number;
}

/**
 * A small transformer for pictures: patches, each with a learned position, through pre-norm blocks; the mean of all patches
 * goes to the logits; [N, ...shape] → [N, classes].
 *
 * @throws ArgumentError for a patch that does not divide the picture.
 * Source: Dosovitskiy et al., "An image is worth 16x16 words" (2020), arXiv:2010.11929, with the mean in place of a class token.
 */
export function visionTransformer(options: VisionTransformerOptions): Layer {
  checkOptions('visionTransformer', options, ['shape', 'classes', 'patch', 'layers', 'heads', 'width']);
  const { shape, classes, patch = 4, layers = 2, heads = 4, width = 64 } = options;
  const [channels, height, columns] = shape;
  if (height % patch !== 0 || columns % patch !== 0) {
    throw new ArgumentError(`visionTransformer: patch ${patch} does not divide the picture ${showShape(shape)}`);
  }
  const count = (height / patch) * (columns / patch);
  return sequential(
    conv2d(channels, width, patch, { strides: patch }),
    stateless((x) => x.reshape([-1, width, count]).transpose([0, 2, 1])),
    positions(count, width),
    ...Array.from({ length: layers }, () => transformerBlock(width, heads)),
    layerNorm(width),
    stateless((x) => x.mean(1)),
    linear(width, classes),
  );
}

/** Adds a learned vector to each position. */
function positions(count: number, width: number): Layer<{ position: Tensor }> {
  return {
    init: (key) => ({ position: normal({ std: 0.02 })(key, [count, width]) }),
    apply: ({ position }, x) => x.add(position),
  };
}
