import { cast, hostValues, interpret, isFloat, type Operation, type Tensor, tree } from '@saddlepoint/tensor';
import { requireFunction } from '../internal/check.js';
import { type MixedPrecisionPolicy, resolvePolicy } from './policy.js';

/** A function in mixed precision. */
export interface MixedPrecision<Args extends unknown[], R> {
  (...args: Args): R;
  /** Which operations run in which precision; those in neither list run in the widest dtype of their operands. */
  readonly policy: Required<MixedPrecisionPolicy>;
}

/**
 * The same function with its matrix products and convolutions in float16, and what needs range or digits in float32.
 *
 * Each operation of the policy's `allow` gets its float operands cast to float16, each of `deny` to float32, each other
 * to the widest among them; a value is cast once. A bias is added to its product in float16. Number literals take the
 * dtype of the other operands, unless a half cannot hold them (beyond 65504, or below 2⁻¹⁴ and not 0). Arguments and
 * results keep their dtypes, so parameters stay float32 masters, and gradients come back float32.
 *
 * Gradients below 6e-8 vanish in float16: differentiate the loss times a loss scale, and let the optimizer divide by it
 * and skip steps that overflow (`lossScaling` and `lossScaleOf` of `@saddlepoint/optimizers`):
 * `valueAndGrad((p) => mixedPrecision(loss)(p, batch).mul(lossScaleOf(state)))`. Wrap what you differentiate, as here:
 * then a backward operation runs in the precision of its forward one. A whole step can be wrapped too; its update then
 * follows the policy as well, which only matters for optimizers that multiply matrices.
 *
 * When to use: on a GPU, where halves are faster and take half the memory. Backends whose `emulates` lists `float16`
 * (the reference, ONNX Runtime on a processor) compute the same numbers by rounding, slower than float32: there it
 * shows what a training in half precision will do.
 *
 * @param fn from trees of tensors to a tree of tensors. @param policy lists of primitives. Default {@link autocast}.
 * @throws ArgumentError for what is no function, for names of no operation, and for one in both lists.
 * Source: Micikevicius et al., "Mixed precision training" (2017), arXiv:1710.03740; lists: PyTorch's `torch.amp`.
 */
export function mixedPrecision<Args extends unknown[], R>(
  fn: (...args: Args) => R,
  policy: MixedPrecisionPolicy = {},
): MixedPrecision<Args, R> {
  requireFunction('mixedPrecision', 'fn', fn);
  const resolved = resolvePolicy('mixedPrecision', policy);
  const call = (...args: Args): R => interpret(fn, castingRule(resolved, tree.leaves(args)))(...args);
  return Object.assign(call, { policy: resolved });
}

/** What {@link mixedPrecision} does to each operation of one call. */
function castingRule(policy: Required<MixedPrecisionPolicy>, args: readonly unknown[]) {
  const [allow, deny, given] = [new Set(policy.allow), new Set(policy.deny), new Set(args)];
  const literals = new Map<Tensor, boolean>();
  const casts = { float16: new Map<Tensor, Tensor>(), float32: new Map<Tensor, Tensor>() };

  const to = (dtype: 'float16' | 'float32', x: Tensor): Tensor => {
    if (!isFloat(x.dtype) || x.dtype === dtype) return x;
    const known = casts[dtype].get(x) ?? cast(x, dtype);
    casts[dtype].set(x, known);
    return known;
  };
  /** Whether x is a number the function spells out, which says nothing about precision. */
  const isLiteral = (x: Tensor): boolean => literals.get(x) ?? (x.rank === 0 && !given.has(x) && fitsHalf(x));
  const widest = (inputs: readonly Tensor[]): 'float16' | 'float32' => {
    const floats = inputs.filter((x) => isFloat(x.dtype));
    const telling = floats.filter((x) => !isLiteral(x));
    return (telling.length > 0 ? telling : floats).some((x) => x.dtype === 'float32') ? 'float32' : 'float16';
  };

  const products = new Set<Tensor>();
  /** Whether this adds a bias to a product: part of it, as in PyTorch, or all that follows would be float32. */
  const addsBias = (name: string, inputs: readonly Tensor[]): boolean =>
    name === 'add' && inputs.some((x, i) => products.has(x) && inputs[1 - i]!.size < x.size);

  return ({ name, inputs, record }: Operation): Tensor => {
    const half = allow.has(name) || addsBias(name, inputs);
    const dtype = half ? 'float16' : deny.has(name) ? 'float32' : widest(inputs);
    const result = record(inputs.map((x) => to(dtype, x)));
    if (allow.has(name)) products.add(result);
    // A literal made larger is one still: zeros of some shape, say.
    if (name === 'broadcastTo' || name === 'alias') literals.set(result, isLiteral(inputs[0]!));
    return result;
  };
}

/** Whether all values, which must be known, are exact or nearly so in half precision. */
function fitsHalf(x: Tensor): boolean {
  const values = hostValues(x);
  if (values === undefined) return false;
  return Array.from(values).every((v) => v === 0 || (Math.abs(v) >= 2 ** -14 && Math.abs(v) <= 65504));
}
