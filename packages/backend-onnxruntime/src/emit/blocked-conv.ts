import { sizeOf } from '@saddlepoint/tensor';
import type { Emitter, Operand, PlainAttributes } from './emitter.js';

/** An image and filters as a convolution takes them: [batch, in, …spatial] and [out, in / groups, …kernel]. */
export type Image = Pick<Operand, 'name' | 'shape' | 'dtype'>;

/**
 * Positions (of all images) from which rearranging the filters pays. With 64 channels and a 3 × 3 kernel, 16 images of
 * 16 × 16 take 2.3 instead of 3.4 ms, 16 of 8 × 8 take 0.9 instead of 1.0, and a single one 0.5 instead of 0.2.
 */
const MANY_POSITIONS = 2048;

/**
 * The convolution as the engine's blocked operator, which reads all channels of a block in one instruction and needs no
 * patches; undefined where it is not faster or the engine has none. The engine's own optimiser does this only for filters
 * that are constants, which in training they are not.
 */
export function blockedConv(
  e: Emitter,
  x: Image,
  w: Image,
  attributes: PlainAttributes & { readonly group: number },
  bias?: string,
): string | undefined {
  const [batch, channels, ...positions] = x.shape as [number, number, ...number[]];
  const [filters, , ...kernel] = w.shape as [number, number, ...number[]];
  const fits =
    e.block > 1 &&
    x.dtype === 'float32' &&
    kernel.length === 2 &&
    attributes.group === 1 &&
    channels % e.block === 0 &&
    filters % e.block === 0;
  if (!fits || sizeOf(kernel) === 1 || batch * sizeOf(positions) < MANY_POSITIONS) return undefined;
  const image = e.once(`blocked ${x.name}`, () => e.blockedNode('ReorderInput', [x.name]));
  const inputs = [image, blockedFilters(e, w), ...(bias === undefined ? [] : [bias])];
  const result = e.blockedNode('Conv', inputs, { ...attributes, kernel_shape: kernel });
  return e.blockedNode('ReorderOutput', [result], { channels: filters });
}

/** Filters in the order out block, in block, position, in, out. */
function blockedFilters(e: Emitter, { name, shape }: Image): string {
  const { block } = e;
  const [out, channels, ...kernel] = shape as [number, number, ...number[]];
  return e.once(`blocked filters ${name}`, () => {
    const split = e.reshape(name, [out / block, block, channels / block, block, ...kernel]);
    return e.reshape(e.transpose(split, [0, 2, 4, 5, 3, 1]), shape);
  });
}
