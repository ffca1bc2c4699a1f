import { Tensor, tree } from '@saddlepoint/tensor';

/** How many numbers a tree of parameters holds. */
export function parameterCount(params: unknown): number {
  return tree
    .leaves(params)
    .reduce((total: number, leaf: unknown) => total + (leaf instanceof Tensor ? leaf.size : 0), 0);
}
