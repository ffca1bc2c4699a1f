import { grad, hvp } from '../autodiff/transforms.js';
import type { Backend } from '../backend.js';
import { compile } from '../compile.js';
import { type DType, type HostArray, isFloat } from '../dtype.js';
import { add, mul } from '../primitives/binary.js';
import { sum } from '../primitives/reduce.js';
import { scalar, Tensor } from '../tensor.js';
import { leaves } from '../tree.js';
import { generate, makeInput, parseInputs } from './inputs.js';
import type { Case, Order } from './method.js';

/** Everything a case is given: its operands, and what turns its results into a scalar and differentiates along. */
export interface Operands {
  readonly inputs: readonly Tensor[];
  /** For each result: L = Σ weight · result. Operands and not constants, so that the engine works for its gradient. */
  readonly weights: readonly Tensor[];
  /** For each operand: the direction v of the second derivative Hv. */
  readonly directions: readonly Tensor[];
}

/** One list of arrays for each order: the results, the gradient of L, and the Hessian of L times the directions. */
export type Derivatives = readonly (readonly HostArray[])[];

/** The operands of a case, the same on every machine. */
export function operandsOf(c: Case, dtype: DType): Operands {
  const inputs = parseInputs(c.inputs).map((spec, i) => makeInput(spec, i, dtype));
  const like = (x: Tensor, seed: number): Tensor => {
    const data = isFloat(x.dtype) ? generate(x.size, -1, 1, seed) : new Float64Array(x.size);
    return new Tensor(x.shape, isFloat(x.dtype) ? x.dtype : 'float32', { kind: 'host', data });
  };
  return {
    inputs,
    weights: results(c, inputs).map((y, i) => like(y, 101 + i)),
    directions: inputs.map((x, i) => like(x, 201 + i)),
  };
}

function results(c: Case, inputs: readonly Tensor[]): readonly Tensor[] {
  const y = c.run(...inputs);
  return y instanceof Tensor ? [y] : y;
}

/** L as a function of the float operands. */
export function lossOf(c: Case, { inputs, weights }: Operands): (params: readonly Tensor[]) => Tensor {
  return (params) => {
    let next = 0;
    const y = results(
      c,
      inputs.map((x) => (isFloat(x.dtype) ? params[next++]! : x)),
    );
    const terms = y.flatMap((x, i) =>
      isFloat(x.dtype) ? [sum(mul(x, weights[i]!.cast(x.dtype))).cast('float32')] : [],
    );
    return terms.reduce(add, scalar(0, 'float32'));
  };
}

const differentiable = (tensors: readonly Tensor[], like: readonly Tensor[]): Tensor[] =>
  tensors.filter((_, i) => isFloat(like[i]!.dtype));

/** The results of a case and their derivatives up to `order`, as expressions. */
function derive(c: Case, order: Order, given: Operands): Tensor[][] {
  const out = [[...results(c, given.inputs)]];
  const params = differentiable(given.inputs, given.inputs);
  if (order >= 1) out.push([...grad(lossOf(c, given))(params)]);
  if (order >= 2) out.push([...hvp(lossOf(c, given), params, differentiable(given.directions, given.inputs))]);
  return out;
}

/** Dtypes of what {@link evaluate} gives for a case at an order. */
export function dtypesOf(c: Case, dtype: DType, order: Order): DType[] {
  const given = operandsOf(c, dtype);
  return (order === 0 ? results(c, given.inputs) : differentiable(given.inputs, given.inputs)).map((x) => x.dtype);
}

/** A case and the highest derivative to compute for it. */
export interface Job {
  readonly case: Case;
  readonly order: Order;
}

/** Runs several cases as one compiled function. */
export async function evaluate(backend: Backend, jobs: readonly Job[], dtype: DType): Promise<Derivatives[]> {
  const operands = jobs.map((job) => operandsOf(job.case, dtype));
  const run = compile(backend, (given: typeof operands) =>
    jobs.map((job, i) => derive(job.case, job.order, given[i]!)),
  );
  try {
    const tensors = await run(operands);
    const arrays = await Promise.all(
      tensors.map((orders) => Promise.all(orders.map((list) => Promise.all(list.map((x) => x.data()))))),
    );
    for (const x of leaves(tensors)) x.dispose();
    return arrays;
  } finally {
    await run.dispose();
  }
}
