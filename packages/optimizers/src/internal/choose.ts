import { add, cast, equal, isFinite, logicalNot, sum, type Tensor, tree, where, zerosLike } from '@saddlepoint/tensor';
import { mapTensors } from './trees.js';

/** The one tree or the other, of the same structure, by a condition that is one number a step. */
export function choose<T>(condition: Tensor, yes: T, no: T): T {
  return tree.zip(yes, no, (a, b) => where(condition, a as Tensor, b as Tensor)) as T;
}

/** The tree, or zeros. */
export function chooseOrZeros<T>(condition: Tensor, yes: T): T {
  return tree.map(yes, (x) => where(condition, x as Tensor, zerosLike(x as Tensor))) as T;
}

/** Whether no element of any leaf is NaN or infinite, as a bool scalar. */
export function allFinite(owner: string, grads: unknown): Tensor {
  const counts: Tensor[] = [];
  mapTensors(owner, grads, (g) => {
    counts.push(sum(cast(logicalNot(isFinite(g)), 'float32')));
    return g;
  });
  return equal(counts.reduce(add), 0);
}
