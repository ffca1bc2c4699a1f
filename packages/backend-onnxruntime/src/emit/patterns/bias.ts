import { type GraphNode, sameShape, sizeOf } from '@saddlepoint/tensor';
import { convWith } from '../conv.js';
import type { Emitter, Operand } from '../emitter.js';
import { gemm } from '../matmul.js';

/**
 * A product of matrices (perhaps reshaped) or a convolution plus a bias, as one operation: Gemm and Conv add a bias as
 * they write their result. Undefined if the sum is something else.
 */
export function withBias(e: Emitter, node: GraphNode, operands: readonly Operand[]): string | undefined {
  for (const [x, bias] of [operands, [...operands].reverse()] as [Operand, Operand][]) {
    if (x.uses !== 1 || !sameShape(x.shape, node.shape)) continue;
    if (x.node.op === 'conv' && isVectorOn(bias, node, 1)) {
      return convWith(e, x.node, e.operandsOf(x), e.reshape(bias.name, [node.shape[1]!]));
    }
    const reshaped = x.node.op === 'reshape';
    const product = reshaped ? e.operandsOf(x)[0]! : x;
    const rank = node.shape.length;
    if (product.node.op !== 'matmul' || product.uses !== 1 || product.shape.length !== 2) continue;
    if (product.shape[1] !== node.shape[rank - 1] || !isVectorOn(bias, node, rank - 1)) continue;
    const vector = bias.shape.length === 1 ? bias.name : e.reshape(bias.name, [product.shape[1]!]);
    const sum = gemm(e, product.node, e.operandsOf(product), vector);
    return reshaped ? e.reshape(sum, node.shape) : sum;
  }
  return undefined;
}

/** Whether `x` has one value for each position on `axis` of the result, and nothing else. */
function isVectorOn(x: Operand, node: GraphNode, axis: number): boolean {
  const fromBack = node.shape.length - axis;
  const size = x.shape[x.shape.length - fromBack];
  return size !== undefined && size > 1 && size === node.shape[axis] && sizeOf(x.shape) === size;
}
