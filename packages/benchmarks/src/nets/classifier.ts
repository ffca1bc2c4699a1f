import { crossEntropy } from '@saddlepoint/losses';
import type { Layer } from '@saddlepoint/nn';
import { key, type Tensor } from '@saddlepoint/tensor';
import type { Problem } from './problem.js';

/** Mean cross-entropy of a layer's output, the last axis being the classes. */
export function classifier(model: Layer, x: () => Tensor, y: () => Tensor): Problem {
  return {
    init: () => model.init(key(0)),
    batch: () => ({ x: x(), y: y() }),
    loss(params, batch) {
      const logits = model.apply(params, batch.x!);
      return crossEntropy(logits.reshape([-1, logits.shape.at(-1)!]), batch.y!.reshape([-1]));
    },
  };
}
