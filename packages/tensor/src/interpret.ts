import { ancestors } from './autodiff/pullback.js';
import type { Attributes } from './graph.js';
import { cast } from './primitives/logic.js';
import { apply, type CustomCall, lastId, operandsOf, Tensor } from './tensor.js';
import { leaves, map } from './tree.js';

/** Functions whose operations are recorded in another way than they were written. */

/** One operation of a function, as {@link interpret} hands it to its rule. */
export interface Operation {
  /** The primitive's name. */
  readonly name: string;
  readonly attributes: Attributes;
  /** What stands for its operands: what the rule made of them. */
  readonly inputs: readonly Tensor[];
  /** The same operation on these operands. */
  record(inputs: readonly Tensor[]): Tensor;
}

/**
 * The same function, but each operation it records is what `rule` makes of it, in the order they were written: a rule may
 * record it on other operands, in another dtype, or record others in its place. It must keep the shape.
 *
 * Everything stays an expression, so the result can be differentiated, and derivatives that `fn` takes inside are
 * operations like the rest. Derivatives that were given by hand (`customGradient`, `checkpoint`) stay, and are
 * interpreted too. Results have the dtypes they would have had.
 */
export function interpret<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  rule: (operation: Operation) => Tensor,
): (...args: Args) => R {
  return (...args) => {
    const start = lastId();
    const result = fn(...args);
    const replaced = new Map<Tensor, Tensor>();
    const now = (x: Tensor): Tensor => replaced.get(x) ?? x;
    const outputs = leaves(result).filter((leaf: unknown) => leaf instanceof Tensor) as Tensor[];
    for (const x of ancestors(outputs, operandsOf, start)) replaced.set(x, recorded(x, now, rule));
    return map(result, (leaf: unknown) => (leaf instanceof Tensor ? cast(now(leaf), leaf.dtype) : leaf)) as R;
  };
}

function recorded(x: Tensor, now: (x: Tensor) => Tensor, rule: (operation: Operation) => Tensor): Tensor {
  const { source } = x;
  if (source.kind === 'op') {
    const { primitive, attributes } = source;
    const record = (inputs: readonly Tensor[]): Tensor => apply(primitive, inputs, attributes);
    return rule({ name: primitive.name, attributes, inputs: source.inputs.map(now), record });
  }
  if (source.kind === 'custom') {
    return new Tensor(x.shape, x.dtype, { kind: 'custom', call: recordedCall(source.call, now, rule) });
  }
  if (source.kind !== 'pick') return x;
  const of = now(source.of);
  const { dtype } = (of.source as { call: CustomCall }).call.outputs[source.index]!;
  return new Tensor(x.shape, dtype, { ...source, of });
}

/** The call with new outputs and operands; its derivative sees values in the dtypes that it was written for. */
function recordedCall(
  { outputs, operands, vjp }: CustomCall,
  now: (x: Tensor) => Tensor,
  rule: (operation: Operation) => Tensor,
): CustomCall {
  return {
    outputs: outputs.map(now),
    operands: operands.map(now),
    vjp: (cotangents, currentOperands, currentOutputs) =>
      inDTypesOf(
        currentOperands,
        interpret(vjp, rule)(
          inDTypesOf(outputs, cotangents),
          inDTypesOf(operands, currentOperands) as Tensor[],
          inDTypesOf(outputs, currentOutputs) as Tensor[],
        ),
      ),
  };
}

const inDTypesOf = (like: readonly Tensor[], xs: readonly (Tensor | undefined)[]): (Tensor | undefined)[] =>
  xs.map((x, i) => x && cast(x, like[i]!.dtype));
