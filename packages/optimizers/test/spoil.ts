import { add, equal, type Tensor, tensor, where, zeros } from '@saddlepoint/tensor';
import type { OptimizerState, Transform } from '../src/transform.js';

/** Makes the gradient of the leaf `scale` infinite at the steps at which `oracle/wrappers.py` does, before `inner`. */
export function spoil(inner: Transform): Transform {
  const infinity = tensor(Float64Array.of(Number.POSITIVE_INFINITY), { shape: [], allowNonFinite: true });
  return {
    name: 'spoil',
    init: (params) => ({ step: zeros([], 'int32'), inner: inner.init(params) }),
    update(grads, state, params, extras) {
      const step = add(state.step as Tensor, 1);
      const scale = (grads as { scale: Tensor }).scale;
      const bad = [3, 4, 5, 20].reduce((x, t) => where(equal(step, t), infinity, x), scale);
      const result = inner.update({ ...grads, scale: bad }, state.inner as OptimizerState, params, extras);
      return { updates: result.updates, state: { step, inner: result.state } };
    },
  };
}
