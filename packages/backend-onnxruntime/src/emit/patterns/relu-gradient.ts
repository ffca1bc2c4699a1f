import { sameShape } from '@saddlepoint/tensor';
import { scalarOf } from '../attributes.js';
import { type Emitter, float, type Operand } from '../emitter.js';

/**
 * `where(0 < y, g, 0)` with y = relu(x), as g · HardSigmoid(y) with a slope so steep that the result is 0 or 1: a third
 * of the time of Where. Where g is not finite and y is 0 this gives NaN instead of 0. Undefined for anything else.
 */
export function reluGradient(e: Emitter, [condition, g, zero]: readonly Operand[]): string | undefined {
  if (condition!.node.op !== 'less' || scalarOf(zero!.node) !== 0 || g!.dtype !== 'float32') return undefined;
  const [least, y] = e.operandsOf(condition!) as [Operand, Operand];
  if (scalarOf(least.node) !== 0 || y.node.op !== 'relu' || !sameShape(y.shape, g!.shape)) return undefined;
  const mask = e.node('HardSigmoid', [y.name], { alpha: float(3e38), beta: float(0) });
  return e.node('Mul', [g!.name, mask]);
}
