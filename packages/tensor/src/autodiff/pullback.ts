import { isFloat } from '../dtype.js';
import { add } from '../primitives/binary.js';
import { broadcastTo, reshape } from '../primitives/movement.js';
import { sum } from '../primitives/reduce.js';
import { broadcastShapes, type Shape, sameShape } from '../shape.js';
import { operandsOf, Tensor } from '../tensor.js';

/** x summed down to a shape that broadcasts to its own. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((d, i) => (i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []));
  return reshape(sum(x, axes), shape);
}

/** The tensors through which `x` depends on others in a way that has a derivative. */
function differentiableOperands(x: Tensor): readonly Tensor[] {
  if (x.source.kind === 'custom') return x.source.call.operands;
  if (x.source.kind === 'op' && !x.source.primitive.vjp) return [];
  return operandsOf(x);
}

/** Every tensor that results depend on, from those created first to those created last; none at or before `after`. */
export function ancestors(results: readonly Tensor[], operands: (x: Tensor) => readonly Tensor[], after = 0): Tensor[] {
  const seen = new Set<Tensor>();
  const stack = results.filter((x) => x.id > after);
  while (stack.length > 0) {
    const x = stack.pop()!;
    if (seen.has(x)) continue;
    seen.add(x);
    for (const y of operands(x)) if (y.id > after && !seen.has(y)) stack.push(y);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/**
 * Reverse-mode differentiation: the cotangents of `wrt` given those of `results`; undefined where a result does not
 * depend on it. What it builds are ordinary expressions, so they can be differentiated again.
 */
export function pullback(
  results: readonly Tensor[],
  cotangents: readonly (Tensor | undefined)[],
  wrt: readonly Tensor[],
): (Tensor | undefined)[] {
  const targets = new Set(wrt);
  // Operands are older than results, so nothing older than the oldest target can depend on one.
  const oldest = wrt.reduce((least, x) => Math.min(least, x.id), Number.POSITIVE_INFINITY);
  const order = ancestors(results, differentiableOperands, oldest - 1);
  const depends = new Set<Tensor>();
  for (const x of order) {
    if (targets.has(x) || differentiableOperands(x).some((y) => depends.has(y))) depends.add(x);
  }
  const held = new Map<Tensor, Tensor>();
  const ofCalls = new Map<Tensor, (Tensor | undefined)[]>();
  const give = (x: Tensor, g: Tensor | undefined): void => {
    if (!g || !depends.has(x) || !isFloat(x.dtype)) return;
    const fitted = fit(g, x.shape);
    const before = held.get(x);
    held.set(x, before ? add(before, fitted) : fitted);
  };
  results.forEach((y, i) => {
    give(y, cotangents[i]);
  });
  for (const y of order.reverse()) {
    if (targets.has(y)) continue;
    if (y.source.kind === 'custom') {
      const gs = ofCalls.get(y);
      if (!gs) continue;
      const { vjp, operands } = y.source.call;
      vjp(gs, operands, picksOf(y)).forEach((g, i) => {
        give(operands[i]!, g);
      });
      continue;
    }
    const g = held.get(y);
    if (!g) continue;
    held.delete(y);
    if (y.source.kind === 'pick') {
      const { of, index } = y.source;
      const gs = ofCalls.get(of) ?? noCotangents(of);
      gs[index] = gs[index] ? add(gs[index], g) : g;
      ofCalls.set(of, gs);
    } else if (y.source.kind === 'op') {
      const { primitive, inputs, attributes } = y.source;
      const rules = primitive.vjp!(g, inputs, attributes, y);
      inputs.forEach((x, i) => {
        if (depends.has(x)) give(x, rules[i]?.());
      });
    }
  }
  return wrt.map((x) => held.get(x));
}

/** A cotangent in the shape of its value: summed where the value was broadcast, repeated where a rule left that open. */
function fit(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  return sumTo(broadcastTo(g, broadcastShapes('gradient', g.shape, shape)), shape);
}

function noCotangents(call: Tensor): (Tensor | undefined)[] {
  return call.source.kind === 'custom' ? call.source.call.outputs.map(() => undefined) : [];
}

/** The outputs of a call as its caller sees them: with the call's own derivative. */
export function picksOf(call: Tensor): Tensor[] {
  if (call.source.kind !== 'custom') return [];
  return call.source.call.outputs.map(
    ({ shape, dtype }, index) => new Tensor(shape, dtype, { kind: 'pick', of: call, index }),
  );
}
