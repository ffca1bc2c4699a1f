import { sameShape, sizeOf } from '@saddlepoint/tensor';
import type { Emit, Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

type MatmulAttributes = { transposeA: boolean; transposeB: boolean };

const matmul: Emit = (e, node, [a, b]) => {
  const { transposeA, transposeB } = node.attributes as MatmulAttributes;
  const batch = node.shape.slice(0, -2);
  const product = matmul3(e, stacked(e, a!, batch), stacked(e, b!, batch), transposeA, transposeB);
  return e.reshape(product, node.shape);
};

/** [B, m, k] × [B, k, n] → [B, m, n]; a batch of one serves all of the other's. */
export function matmul3(e: Emitter, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const batch = Math.max(a.shape[0]!, b.shape[0]!);
  const [rows, inner] = transposeA ? [a.shape[2]!, a.shape[1]!] : [a.shape[1]!, a.shape[2]!];
  const shape = [batch, rows, b.shape[transposeB ? 1 : 2]!];
  if (b.shape[0] === 1 && batch > 1 && !transposeA) {
    // One product of a taller matrix.
    const tall = matmul3(e, e.reshape(a, [1, batch * rows, inner]), b, false, transposeB);
    return e.reshape(tall, shape);
  }
  if (e.engine.plainProducts && rows * inner * shape[2]! >= MANY_PRODUCTS) {
    const plain = (x: Value, transposed: boolean) => (transposed ? m.transpose(e, x, [0, 2, 1]) : x);
    return plainProducts(e, plain(a, transposeA), plain(b, transposeB), batch);
  }
  return e.run('BatchMatMul', { a, b }, { transposeA, transposeB }, shape);
}

/** Below this many products a simple loop is done before anything else is set up. */
const MANY_PRODUCTS = 4096;

/** Each pair of matrices in a product of its own. */
function plainProducts(e: Emitter, a: Value, b: Value, batch: number): Value {
  const at = (x: Value, i: number) => (x.shape[0] === 1 ? x : m.sliceAxis(e, x, 0, i, 1));
  const parts = Array.from({ length: batch }, (_, i) => {
    const [left, right] = [at(a, i), at(b, i)];
    const shape = [1, left.shape[1]!, right.shape[2]!];
    return e.run('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false }, shape);
  });
  return m.concat(e, parts, 0);
}

/** x as a stack of matrices: as many as the result has, or one. The kernels broadcast nothing in between. */
function stacked(e: Emitter, x: Value, batch: readonly number[]): Value {
  const matrix = x.shape.slice(-2);
  const own = x.shape.slice(0, -2);
  const full = sizeOf(own) === 1 || sameShape(own, batch) ? x : m.broadcastTo(e, x, [...batch, ...matrix]);
  return e.reshape(full, [sizeOf(full.shape.slice(0, -2)), ...matrix]);
}

export const matmuls: Record<string, Emit> = { matmul };
