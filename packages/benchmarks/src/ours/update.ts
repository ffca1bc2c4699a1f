import { applyUpdates, type OptimizerState } from '@saddlepoint/optimizers';
import { abs, type Backend, compile, materialize, mean, mul, sub, type Tensor, tree } from '@saddlepoint/tensor';
import { optimizers } from '../optimizers.js';
import { pattern, startingTree } from '../pattern.js';
import { matrices, type Work } from '../work.js';

/** Our side of an optimizer's update alone: gradients stay as they are, parameters and state are updated in place. */
export async function prepareUpdate(backend: Backend, work: Work & { kind: 'update' }) {
  const optimizer = optimizers[work.optimizer]!.make();
  const each = (make: (i: number) => Tensor) =>
    Object.fromEntries(Array.from({ length: matrices }, (_, i) => [`w${i}`, make(i)]));
  const start = () => startingTree(each(() => pattern(work.matrix, 0)));
  type Params = ReturnType<typeof each>;
  // The engine holds gradients, as it does after a backward pass: values of the host would be copied at each step.
  const computed = compile(backend, (grads: Params, one: Tensor) => tree.map(grads, (g) => mul(g, one)));
  const gradients = await computed(
    each((i) => pattern(work.matrix, 7 * i)),
    1,
  );
  const update = compile(
    backend,
    (params: Params, state: OptimizerState, grads: Params) => {
      const next = optimizer.update(grads, state, params);
      return { params: applyUpdates(params, next.updates), state: next.state };
    },
    { donate: [0, 1] },
  );
  let current = await materialize({ params: start(), state: optimizer.init(start()) }, backend);
  return {
    parameters: matrices * work.matrix[0] * work.matrix[1],
    async step() {
      current = (await update(current.params, current.state, gradients)) as typeof current;
      return 0;
    },
    /** How far the first matrix has moved. */
    outcome: () => mean(abs(sub(current.params.w0!, start().w0!))).item(),
    dispose: () => update.dispose(),
  };
}
