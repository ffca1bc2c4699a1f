import {
  abs,
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
  const blocks = Math.ceil(x.size / blockSize);
  const flat = reshape(x, [x.size]);
  const filled = x.size < blocks * blockSize ? pad(flat, [[0, blocks * blockSize - x.size]]) : flat;
  const rows = reshape(filled, [blocks, blockSize]);
  const absmax = max(abs(rows), 1, { keepDims: true });
  const scaled = div(rows, where(absmax.equal(0), 1, absmax));
  let index = searchSorted(tensor(borders(map)), scaled);
  if (keepSign && signed) {
    const zero = map.indexOf(0);
    const negative = scaled.less(0);
    index = where(logicalAnd(negative, index.greaterEqual(zero)), zero - 1, index);
    index = where(logicalAnd(logicalNot(negative), index.less(zero)), zero, index);
  }
  const codes = slice(reshape(cast(index, 'uint8'), [blocks * blockSize]), { axis: 0, end: x.size });
  return { codes: reshape(codes, x.shape), absmax: reshape(absmax, [blocks]) };
}

/** What {@link quantize} kept. */
export function dequantize({ codes, absmax }: Quantized, blockSize: number, signed: boolean): Tensor {
  const [blocks, size] = [absmax.size, codes.size];
  const flat = reshape(cast(codes, 'int32'), [size]);
  const filled = size < blocks * blockSize ? pad(flat, [[0, blocks * blockSize - size]]) : flat;
  const values = gather(tensor(maps[signed ? 'signed' : 'unsigned']), reshape(filled, [blocks, blockSize]));
  const whole = reshape(mul(values, reshape(absmax, [blocks, 1])), [blocks * blockSize]);
  return reshape(slice(whole, { axis: 0, end: size }), codes.shape);
}
