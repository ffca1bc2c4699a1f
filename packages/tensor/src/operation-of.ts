import type { Attributes } from './graph.js';
import { requireOperand, type Tensor } from './tensor.js';
import { outputOf } from './trace.js';

/**
 * Which operation a tensor is the result of, and of what, as long as it is an expression: in a traced function every
 * result is one, outside of it those that nothing has computed yet. Undefined for values and for arguments.
 *
 * When to use: to tell a mistake from the way a value was made, such as probabilities where logits are expected.
 *
 * @throws ArgumentError for what is no tensor.
 */
export function operationOf(
  x: Tensor,
): { readonly name: string; readonly attributes: Attributes; readonly inputs: readonly Tensor[] } | undefined {
  requireOperand('operationOf', x);
  const { source } = x;
  if (source.kind === 'pick') return operationOf(outputOf(source));
  if (source.kind !== 'op') return undefined;
  return { name: source.primitive.name, attributes: source.attributes, inputs: source.inputs };
}
