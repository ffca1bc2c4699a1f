import { ArgumentError, cast, div, norm, type Tensor, tree } from '@saddlepoint/tensor';
import { requireFloat, requireSameShape } from '../internal/check.js';

/**
 * ‖g‖₂ / ‖w‖₂ of each leaf: a tree of float32 scalars in the structure of the parameters. Infinite for a leaf of zeros, NaN
 * if its gradient is 0 as well.
 *
 * When to use: to see which layer moves too fast or not at all. Give the updates in place of the gradients and the
 * ratios are relative step sizes, about 1e-3 in a training that goes well. Ratios that differ by orders of magnitude
 * between layers ask for another initialisation, normalisation, or an optimizer with trust ratios (LARS, LAMB).
 *
 * @param params a tree of float tensors. @param gradients of the same structure and shapes.
 * @throws TreeError listing paths that differ; ShapeError, DTypeError or ArgumentError naming the leaf.
 * Source: You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017), arXiv:1708.03888.
 */
export function gradientRatios<P>(params: P, gradients: P): P {
  const owner = 'gradientRatios';
  const ratio = (weight: unknown, gradient: unknown, path: string): Tensor => {
    requireFloat(owner, `params '${path}'`, weight);
    requireFloat(owner, `gradients '${path}'`, gradient);
    requireSameShape(owner, [`params '${path}'`, `gradients '${path}'`], weight, gradient);
    return div(norm(cast(gradient, 'float32')), norm(cast(weight, 'float32')));
  };
  if (tree.leaves(params).length === 0) throw new ArgumentError(`${owner}: there are no parameters`);
  return tree.zip(params, gradients, ratio, owner, 'the gradients') as P;
}
