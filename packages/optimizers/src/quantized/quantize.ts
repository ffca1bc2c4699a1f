import {
  abs,
  broadcastTo,
  cast,
  div,
  gather,
  logicalAnd,
  logicalNot,
  max,
  mul,
  pad,
  reshape,
  searchSorted,
  slice,
  type Tensor,
  tensor,
  where,
} from '@saddlepoint/tensor';
import { dynamicMap } from './dynamic-map.js';

/** A tensor in 8 bits: `codes`, uint8 of its shape, and the largest absolute value of each block, float32 [blocks]. */
export interface Quantized {
  readonly codes: Tensor;
  readonly absmax: Tensor;
}

const maps = { signed: dynamicMap(true), unsigned: dynamicMap(false) };
/** Where one number of a map ends to be the nearest. */
const borders = (map: Float32Array): Float64Array =>
  Float64Array.from({ length: map.length - 1 }, (_, i) => (map[i]! + map[i + 1]!) / 2);

/**
 * x in 8 bits, blocks of `blockSize` elements each divided by its largest absolute value: bitsandbytes' block-wise dynamic
 * quantisation. With `keepSign` no element changes its sign or, if negative, becomes 0, as its optimizers keep momenta.
 */
export function quantize(x: Tensor, blockSize: number, signed: boolean, keepSign = false): Quantized {
  const map = maps[signed ? 'signed' : 'unsigned'];
  const flat = reshape(x, [x.size]);
  const rows = blocksOf(abs(flat), blockSize);
  const absmax = max(rows, 1);
  const scaled = div(flat, spread(where(absmax.equal(0), 1, absmax), blockSize, x.size));
  let index = searchSorted(tensor(borders(map)), scaled);
  if (keepSign && signed) {
    const zero = map.indexOf(0);
    const negative = scaled.less(0);
    index = where(logicalAnd(negative, index.greaterEqual(zero)), zero - 1, index);
    index = where(logicalAnd(logicalNot(negative), index.less(zero)), zero, index);
  }
  return { codes: reshape(cast(index, 'uint8'), x.shape), absmax };
}

/** What {@link quantize} kept. */
export function dequantize({ codes, absmax }: Quantized, blockSize: number, signed: boolean): Tensor {
  const values = gather(tensor(maps[signed ? 'signed' : 'unsigned']), reshape(cast(codes, 'int32'), [codes.size]));
  return reshape(mul(values, spread(absmax, blockSize, codes.size)), codes.shape);
}

/** A flat tensor in rows of `blockSize`, the last filled up with 0. */
function blocksOf(flat: Tensor, blockSize: number): Tensor {
  const rows = Math.ceil(flat.size / blockSize);
  return reshape(pad(flat, [[0, rows * blockSize - flat.size]]), [rows, blockSize]);
}

/** The value of each block for each of its elements, `size` in all. */
function spread(values: Tensor, blockSize: number, size: number): Tensor {
  const each = broadcastTo(reshape(values, [values.size, 1]), [values.size, blockSize]);
  return slice(reshape(each, [values.size * blockSize]), { axis: 0, end: size });
}
