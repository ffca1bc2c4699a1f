import { checkShape, ShapeError, showShape, sizeOf, zeros } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';

/**
 * 0 for α in x + α · branch(x): the network starts as the identity and each branch switches itself on. Also SkipInit, which
 * puts α where a batch normalisation would end the branch. The weights inside of the branch keep their own scheme.
 *
 * @throws ShapeError for a parameter of more than one number: zero weights would leave a branch without gradients.
 * Source: Bachlechner et al., "ReZero is all you need" (2020), arXiv:2003.04887; De, Smith (2020), arXiv:2002.10444.
 */
export function rezero(): Initializer {
  return (_key, shape) => {
    checkShape('rezero', shape);
    if (sizeOf(shape) === 1) return zeros(shape);
    throw new ShapeError(`rezero: shape ${showShape(shape)} must hold one number, the branch's multiplier`);
  };
}
