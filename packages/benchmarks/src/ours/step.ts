import { adamw, applyUpdates, type OptimizerState } from '@saddlepoint/optimizers';
import {
  type Backend,
  compile,
  hvp,
  materialize,
  mul,
  sum,
  type Tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { problem } from '../nets/index.js';
import { startingTree } from '../pattern.js';
import type { Work } from '../work.js';

type Tensors = { readonly [name: string]: Tensor };
type Step = { step(): Promise<number>; dispose(): Promise<void> };

/** Our side of a step: one network in one mode. */
export async function prepareStep(backend: Backend, work: Work & { kind: 'step' }) {
  const { init, batch, loss } = problem(work);
  const params = await materialize(startingTree(init()) as Tensors, backend);
  const data = await materialize(batch(), backend);
  const parameters = tree.leaves(params).reduce((total, leaf) => total + leaf.size, 0);
  const make = { gradient: prepareGradient, train: prepareTraining, hvp: prepareProduct }[work.mode];
  return { parameters, ...make(backend, loss, params, data) };
}

type Prepare = (
  backend: Backend,
  loss: (params: Tensors, batch: Tensors) => Tensor,
  params: Tensors,
  batch: Tensors,
) => Step;

/** The loss is read back; other results are freed. */
async function readAndFree(value: Tensor, rest: unknown): Promise<number> {
  const result = await value.item();
  for (const leaf of [value, ...tree.leaves(rest)]) (leaf as Tensor).dispose();
  return result;
}

const prepareGradient: Prepare = (backend, loss, params, batch) => {
  const gradient = compile(backend, valueAndGrad(loss));
  return {
    async step() {
      const [value, gradients] = await gradient(params, batch);
      return readAndFree(value, gradients);
    },
    dispose: () => gradient.dispose(),
  };
};

const prepareTraining: Prepare = (backend, loss, params, batch) => {
  const optimizer = adamw({ learningRate: 1e-3 });
  const train = compile(
    backend,
    (p: Tensors, s: OptimizerState, b: Tensors) => {
      const [value, gradients] = valueAndGrad(loss)(p, b);
      const { updates, state } = optimizer.update(gradients, s, p);
      return { value, params: applyUpdates(p, updates), state };
    },
    { donate: [0, 1] },
  );
  let current: { params: Tensors; state: OptimizerState } = { params, state: optimizer.init(params) };
  return {
    async step() {
      const { value, ...next } = await train(current.params, current.state, batch);
      current = next;
      return readAndFree(value, []);
    },
    dispose: () => train.dispose(),
  };
};

/** The vector is the starting parameters; v · Hv stands for the loss. */
const prepareProduct: Prepare = (backend, loss, params, batch) => {
  const vector = startingTree(params);
  const product = compile(backend, (p: Tensors, v: Tensors, b: Tensors) => {
    const hv = hvp(loss, p, v, b);
    const products = tree.leaves(tree.zip(v, hv, (x, y) => sum(mul(x, y))));
    return { value: products.reduce((a, b) => a.add(b)), hv };
  });
  return {
    async step() {
      const { value, hv } = await product(params, vector, batch);
      return readAndFree(value, hv);
    },
    dispose: () => product.dispose(),
  };
};
