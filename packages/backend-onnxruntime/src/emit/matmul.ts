import type { GraphNode } from '@saddlepoint/tensor';
import { booleanOf } from './attributes.js';
import type { Emit, Emitter, Operand } from './emitter.js';

const matmul: Emit = (e, node, [a, b]) => {
  const transA = booleanOf(node, 'transposeA');
  const transB = booleanOf(node, 'transposeB');
  if (!transA && !transB) return e.node('MatMul', [a!.name, b!.name]);
  if (a!.shape.length === 2 && b!.shape.length === 2) return gemm(e, node, [a!, b!]);
  if (e.contrib && node.dtype === 'float32') {
    return e.contribNode('FusedMatMul', [a!.name, b!.name], { transA: Number(transA), transB: Number(transB) });
  }
  const swapped = (x: Operand, yes: boolean) => (yes ? e.transpose(x.name, swapLast(x.shape.length)) : x.name);
  return e.node('MatMul', [swapped(a!, transA), swapped(b!, transB)]);
};

/** The product of two matrices of a `matmul` node, plus a bias on each row if there is one. */
export function gemm(e: Emitter, node: GraphNode, [a, b]: readonly Operand[], bias?: string): string {
  const inputs = [a!.name, b!.name, ...(bias === undefined ? [] : [bias])];
  const transA = Number(booleanOf(node, 'transposeA'));
  return e.node('Gemm', inputs, { transA, transB: Number(booleanOf(node, 'transposeB')) });
}

/** The permutation that exchanges the last two axes. */
function swapLast(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, i) => i);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}

export const matmuls: Record<string, Emit> = { matmul };
