import { type Shape, type Tensor, tensor, tree } from '@saddlepoint/tensor';
import * as values from '../peers/node/pattern.mjs';

/** The values of `peers/node/pattern.mjs`, which every side starts from, as tensors. */

/** Floats from -0.5 to below 0.5, from place `seed` of the sequence on. */
export function pattern(shape: Shape, seed: number): Tensor {
  return tensor(values.pattern(shape, seed), { shape });
}

/** Class numbers from 0 to below `count`. */
export function classes(shape: Shape, count: number): Tensor {
  return tensor(values.classes(shape, count), { shape });
}

/** First parameters, for a tree whose tensors only tell the shapes. */
export function startingTree<P>(params: P): P {
  return tree.map(params, (leaf) => {
    const { shape } = leaf as Tensor;
    return tensor(values.startingValues(shape), { shape });
  }) as P;
}
