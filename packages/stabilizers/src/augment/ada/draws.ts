import { foldIn, normal, type Tensor, uniform } from '@saddlepoint/tensor';

/** Random numbers, one for each image, fresh at every call. */
export interface Draws {
  /** From 0 to 1. */
  uniform(): Tensor;
  /** Mean 0, deviation 1. */
  normal(): Tensor;
}

/** Draws that follow from a key. */
export function drawsFrom(key: Tensor, batch: number): Draws {
  let used = 0;
  return {
    uniform: () => uniform(foldIn(key, used++), [batch]),
    normal: () => normal(foldIn(key, used++), [batch]),
  };
}
