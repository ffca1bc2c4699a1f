import {
  GraphError,
  type HostValue,
  hostValues,
  primitives,
  SaddlepointError,
  type Tensor,
  trace,
} from '@saddlepoint/tensor';

/**
 * The values of `x` at once. Schemes that factor or orthogonalise what they draw work on numbers, not on a graph, so
 * that every engine gets the same result.
 *
 * @throws GraphError for what is not known yet, such as a key that is the argument of a compiled function.
 */
export function valuesNow(owner: string, x: Tensor): ArrayLike<number> {
  const ready = hostValues(x);
  if (ready) return ready;
  const { nodes, outputs } = graphOf(owner, x);
  const values: HostValue[] = [];
  for (const node of nodes) {
    const { op, inputs, attributes, shape, dtype } = node;
    const operands = inputs.map((j) => values[j]!);
    const data = op === 'constant' ? attributes.data : primitives.get(op)!.kernel(operands, attributes, node);
    values.push({ shape, dtype, data: data as HostValue['data'] });
  }
  return values[outputs[0]!]!.data;
}

function graphOf(owner: string, x: Tensor) {
  try {
    return trace(() => x);
  } catch (cause) {
    if (!(cause instanceof SaddlepointError)) throw cause;
    throw new GraphError(
      `${owner}: the values are needed at once, but the key is not known yet; initialise outside of compiled functions, ` +
        'with a key from key(), split() or foldIn()',
      { cause },
    );
  }
}
