import { mean, sub } from '@saddlepoint/tensor';
import { mapTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * Gradient centralisation: for weights with two axes or more, g minus its mean over all axes but the first, so each
 * output's weights keep their sum. Optax's `centralize`. Vectors and scalars stay as they are.
 *
 * Source: Yong, Huang, Hua, Zhang, "Gradient centralization" (2020), arXiv:2004.01461.
 */
export function centralize(): Transform {
  return {
    name: 'centralize',
    init: () => ({}),
    update(grads) {
      const updates = mapTensors('centralize', grads, (g) => {
        if (g.rank < 2) return g;
        const axes = g.shape.map((_, axis) => axis).slice(1);
        return sub(g, mean(g, axes, { keepDims: true }));
      });
      return { updates, state: {} };
    },
  };
}
