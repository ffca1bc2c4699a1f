import {
  add,
  arange,
  broadcastTo,
  cast,
  concat,
  div,
  floor,
  matmul,
  minimum,
  mul,
  ones,
  reshape,
  sub,
  type Tensor,
  takeAlongAxis,
} from '@saddlepoint/tensor';

/**
 * Images seen through an affine map, by bilinear interpolation; outside there is their mirror image (`reflect` of
 * `torch.nn.functional.pad`).
 *
 * @param images [N, C, H, W]. @param inverse [N, 3, 3]: from (x, y, 1) of a result's pixel centre, in pixels from the middle
 *   of the image, to where its value is taken from.
 */
export function sampleAffine(images: Tensor, inverse: Tensor): Tensor {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const source = matmul(inverse, cast(centres(height, width), inverse.dtype));
  const coordinate = (row: number, size: number): Tensor => {
    const at = reshape(source.slice({ axis: 1, start: row, end: row + 1 }), [batch, height * width]);
    return mirrored(add(at, size / 2 - 0.5), size);
  };
  const [x, y] = [coordinate(0, width), coordinate(1, height)];
  const [left, top] = [floor(x), floor(y)];
  const [right, bottom] = [minimum(add(left, 1), width - 1), minimum(add(top, 1), height - 1)];
  const flat = reshape(images, [batch, channels, height * width]);
  const pixels = (row: Tensor, column: Tensor): Tensor => {
    const index = cast(add(mul(row, width), column), 'int32');
    return takeAlongAxis(flat, broadcastTo(reshape(index, [batch, 1, -1]), flat.shape), 2);
  };
  const weight = (w: Tensor): Tensor => cast(reshape(w, [batch, 1, -1]), images.dtype);
  const [toRight, toBottom] = [weight(sub(x, left)), weight(sub(y, top))];
  const between = (a: Tensor, b: Tensor, w: Tensor): Tensor => add(a, mul(sub(b, a), w));
  const upper = between(pixels(top, left), pixels(top, right), toRight);
  const lower = between(pixels(bottom, left), pixels(bottom, right), toRight);
  return reshape(between(upper, lower, toBottom), images.shape);
}

/** (x, y, 1) of every pixel's centre, from the middle of the image: [3, height · width]. */
function centres(height: number, width: number): Tensor {
  const along = (size: number): Tensor => arange(size, { start: 0.5 - size / 2, dtype: 'float32' });
  const x = broadcastTo(reshape(along(width), [1, width]), [height, width]);
  const y = broadcastTo(reshape(along(height), [height, 1]), [height, width]);
  return concat(
    [x, y, ones([height, width])].map((row) => reshape(row, [1, -1])),
    0,
  );
}

/** A coordinate brought into 0 … size − 1 by reflection at the ends. */
function mirrored(x: Tensor, size: number): Tensor {
  if (size === 1) return mul(x, 0);
  const period = 2 * (size - 1);
  const phase = sub(x, mul(floor(div(x, period)), period));
  return minimum(phase, sub(period, phase));
}
