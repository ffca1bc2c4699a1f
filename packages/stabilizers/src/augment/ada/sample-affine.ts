import {
  add,
  arange,
  broadcastTo,
  cast,
  concat,
  div,
  floor,
  matmul,
  mul,
  ones,
  reshape,
  sub,
  type Tensor,
  takeAlongAxis,
  tensor,
} from '@saddlepoint/tensor';
import { doubling, halving, reach } from './wavelet.js';

/**
 * Images seen through an affine map as StyleGAN2-ADA does it: doubled in size by a wavelet's filter, taken bilinearly at
 * twice the resolution, and halved by the filter's mirror image. Beyond its ends an image goes on as its mirror image
 * (`reflect` of `torch.nn.functional.pad`), without end.
 *
 * @param images [N, C, H, W]. @param inverse [N, 3, 3]: from (x, y, 1) of a result's pixel centre, in pixels from the middle
 *   of the image, to where its value is taken from.
 */
export function sampleAffine(images: Tensor, inverse: Tensor): Tensor {
  const [batch, , height, width] = images.shape as [number, number, number, number];
  const [fineHeight, fineWidth] = [2 * (height + reach), 2 * (width + reach)];
  const source = matmul(inverse, cast(finePoints(height, width), inverse.dtype));
  // In steps of the doubled image, from its first value.
  const place = (row: number, size: number): Tensor => {
    const at = reshape(source.slice({ axis: 1, start: row, end: row + 1 }), [batch, -1]);
    return add(mul(at, 2), size - 1);
  };
  const doubled = onBothAxes(images, doubling(height), doubling(width));
  const fine = bilinear(doubled, place(0, width), place(1, height));
  const kept = reshape(fine, [...images.shape.slice(0, 2), fineHeight, fineWidth]);
  return onBothAxes(kept, halving(height), halving(width));
}

/** A matrix along the columns of each image, another along its rows. */
function onBothAxes(images: Tensor, vertical: number[][], horizontal: number[][]): Tensor {
  const [down, across] = [vertical, horizontal].map((rows) => cast(matrix(rows), images.dtype)) as [Tensor, Tensor];
  return matmul(matmul(down, images), across, { transposeB: true });
}

const matrix = (rows: number[][]): Tensor =>
  tensor(Float64Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length] });

/** Values of images that repeat on both axes, between their pixels: [N, C, points]. @param x @param y [N, points]. */
function bilinear(images: Tensor, x: Tensor, y: Tensor): Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const [left, top] = [floor(x), floor(y)];
  const flat = reshape(images, [batch, channels, height * width]);
  const pixels = (row: Tensor, column: Tensor): Tensor => {
    const index = cast(add(mul(wrapped(row, height), width), wrapped(column, width)), 'int32');
    const shape = [batch, channels, index.shape[1]!];
    return takeAlongAxis(flat, broadcastTo(reshape(index, [batch, 1, -1]), shape), 2);
  };
  const weight = (w: Tensor): Tensor => cast(reshape(w, [batch, 1, -1]), images.dtype);
  const [toRight, toBottom] = [weight(sub(x, left)), weight(sub(y, top))];
  const between = (a: Tensor, b: Tensor, w: Tensor): Tensor => add(a, mul(sub(b, a), w));
  const upper = between(pixels(top, left), pixels(top, add(left, 1)), toRight);
  const lower = between(pixels(add(top, 1), left), pixels(add(top, 1), add(left, 1)), toRight);
  return between(upper, lower, toBottom);
}

/** A whole number brought into 0 … size − 1 by steps of `size`. */
const wrapped = (x: Tensor, size: number): Tensor => sub(x, mul(floor(div(x, size)), size));

/** (x, y, 1) of every value wanted at twice the resolution, from the middle of the image: [3, points]. */
function finePoints(height: number, width: number): Tensor {
  const along = (size: number): Tensor =>
    mul(arange(2 * (size + reach), { start: 1 - size - reach, dtype: 'float32' }), 0.5);
  const shape = [2 * (height + reach), 2 * (width + reach)];
  const x = broadcastTo(reshape(along(width), [1, -1]), shape);
  const y = broadcastTo(reshape(along(height), [-1, 1]), shape);
  return concat(
    [x, y, ones(shape)].map((row) => reshape(row, [1, -1])),
    0,
  );
}
