import { add } from '@saddlepoint/tensor';
import { zipTensors } from './internal/trees.js';

/**
 * params + updates, leaf by leaf.
 *
 * @throws TreeError listing the paths when the trees differ; ShapeError for leaves of different shapes.
 */
export function applyUpdates<P>(params: P, updates: P): P {
  return zipTensors('applyUpdates', params, updates, add, ['params', 'updates']);
}
