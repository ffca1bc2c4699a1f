import { isFloat } from '../dtype.js';
import { ArgumentError, DTypeError, requireFunction, ShapeError, TreeError } from '../errors.js';
import { alias, barrier } from '../primitives/control.js';
import { sameShape, showShape } from '../shape.js';
import { type CustomCall, lastId, operandsOf, Tensor } from '../tensor.js';
import { leaves, map } from '../tree.js';
import { ancestors, picksOf, pullback } from './pullback.js';

/** Functions whose derivative is not the chain rule applied to what they compute. */

/** The leaves of `tree`, which must all be tensors. */
export function tensorsOf(owner: string, tree: unknown): Tensor[] {
  return leaves(tree).map((leaf) => {
    if (leaf instanceof Tensor) return leaf;
    throw new TreeError(`${owner}: the function returned a ${typeof leaf}; return tensors or trees of them`);
  });
}

/** `result` with its tensors replaced by those of one call with a derivative of its own. */
function callOf<R>(result: R, outputs: readonly Tensor[], operands: readonly Tensor[], vjp: CustomCall['vjp']): R {
  const picks = picksOf(new Tensor([], 'float32', { kind: 'custom', call: { outputs, operands, vjp } }));
  let index = 0;
  return map(result, () => picks[index++]!) as R;
}

/**
 * A function with a derivative you give yourself.
 *
 * @param fn from tensors to a tensor or a tree of them.
 * @param backward cotangents of the arguments (undefined: zero), from `cotangents` (one for each output leaf, undefined:
 *   zero), the arguments and the output leaves. Written with operations, so that it can be differentiated again (the
 *   derivative of the outputs it is given is the one defined here); it must be linear in the cotangents. Tensors that
 *   `fn` captures instead of taking as arguments get no gradient.
 * @throws ArgumentError, ShapeError or DTypeError when `backward` returns something that is not a cotangent of the
 *   arguments.
 */
export function customGradient<Args extends Tensor[], R>(
  fn: (...args: Args) => R,
  backward: (
    cotangents: readonly (Tensor | undefined)[],
    args: Args,
    outputs: readonly Tensor[],
  ) => readonly (Tensor | undefined)[],
): (...args: Args) => R {
  requireFunction('customGradient', fn);
  requireFunction('customGradient: backward', backward);
  return (...args) => {
    const result = fn(...args);
    const outputs = tensorsOf('customGradient', result);
    return callOf(result, outputs, args, (cotangents, operands, values) =>
      checkCotangents(backward(cotangents, operands as Args, values), operands),
    );
  };
}

function checkCotangents(given: readonly (Tensor | undefined)[], args: readonly Tensor[]): typeof given {
  const owner = 'customGradient: backward';
  if (!Array.isArray(given) || given.length !== args.length) {
    const got = Array.isArray(given) ? `${given.length} entries` : `a ${typeof given}`;
    throw new ArgumentError(
      `${owner} must return a list with an entry for each of ${args.length} arguments, got ${got}`,
    );
  }
  given.forEach((g: unknown, i) => {
    const { shape, dtype } = args[i]!;
    if (g === undefined) return;
    if (!(g instanceof Tensor))
      throw new ArgumentError(`${owner} returned a ${typeof g} for argument ${i}, not a tensor`);
    if (!sameShape(g.shape, shape)) {
      throw new ShapeError(`${owner} returned ${showShape(g.shape)} for argument ${i}, which is ${showShape(shape)}`);
    }
    if (g.dtype !== dtype) throw new DTypeError(`${owner} returned ${g.dtype} for argument ${i}, which is ${dtype}`);
  });
  return given;
}

/**
 * The same function, but its intermediate values are computed again in the backward pass instead of being kept: less
 * memory for one more forward computation. Wrap the blocks of a deep network.
 *
 * The recomputation hangs on the incoming cotangent through a barrier, so that no engine can merge it with the first
 * computation or start it early. Source: Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost"
 * (2016), arXiv:1604.06174.
 */
export function checkpoint<Args extends unknown[], R>(fn: (...args: Args) => R): (...args: Args) => R {
  requireFunction('checkpoint', fn);
  return (...args) => {
    const start = lastId();
    const result = fn(...args);
    const outputs = tensorsOf('checkpoint', result);
    // Whatever is older than the call is what it depends on, captured values included.
    const inside = ancestors(outputs, operandsOf, start);
    const older = [...inside.flatMap((x) => operandsOf(x)), ...outputs].filter((x) => x.id <= start);
    const operands = [...new Set(older)];
    return callOf(result, outputs, operands, (cotangents, current) => {
      const after = cotangents.find((g) => g && g.size > 0);
      const held = current.map((x) => (isFloat(x.dtype) && x.source.kind !== 'host' ? again(x, after) : x));
      const results = replay(outputs, inside, new Map(operands.map((x, i) => [x, held[i]!])));
      return pullback(results, cotangents, held);
    });
  };
}

/** x for the second computation; a cotangent without elements has nothing to wait for. */
const again = (x: Tensor, after: Tensor | undefined): Tensor => (after ? barrier(x, after) : alias(x));

/** `outputs` computed anew from replaced operands: a copy of the expressions `inside`. */
function replay(outputs: readonly Tensor[], inside: readonly Tensor[], replaced: Map<Tensor, Tensor>): Tensor[] {
  const now = (x: Tensor): Tensor => replaced.get(x) ?? x;
  for (const x of inside) {
    const { source } = x;
    if (source.kind === 'op' && source.inputs.some((y) => now(y) !== y)) {
      replaced.set(x, new Tensor(x.shape, x.dtype, { ...source, inputs: source.inputs.map(now) }));
    } else if (source.kind === 'custom') {
      const { outputs: values, operands, vjp } = source.call;
      const call = { outputs: values.map(now), operands: operands.map(now), vjp };
      replaced.set(x, new Tensor(x.shape, x.dtype, { kind: 'custom', call }));
    } else if (source.kind === 'pick') {
      replaced.set(x, new Tensor(x.shape, x.dtype, { ...source, of: now(source.of) }));
    }
  }
  return outputs.map(now);
}
