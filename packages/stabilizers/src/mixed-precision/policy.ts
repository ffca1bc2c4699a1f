import { ArgumentError, checkOptions, primitives, showValue } from '@saddlepoint/tensor';

/** Which operations, by the names of their primitives, run in which precision. */
export interface MixedPrecisionPolicy {
  /** In float16. Default {@link autocast}'s, less what `deny` names. */
  allow?: readonly string[];
  /** In float32. Default {@link autocast}'s, less what `allow` names. */
  deny?: readonly string[];
}

/**
 * PyTorch's choice (`torch.autocast` for CUDA): products in float16; powers, exponentials, logarithms, sums, softmax and
 * normalisation in float32, where halves overflow or lose digits. All others run in the widest dtype of their operands.
 *
 * When to use: the default of {@link mixedPrecision}; begin with it and change one list.
 * Source: the operator lists of PyTorch's `torch.amp`.
 */
export const autocast: Readonly<Required<MixedPrecisionPolicy>> = {
  allow: ['matmul', 'conv', 'convInput', 'convFilter'],
  deny: [
    'pow',
    'exp',
    'expm1',
    'log',
    'log1p',
    'rsqrt',
    'erfInv',
    'sum',
    'cumsum',
    'softmax',
    'logSoftmax',
    'standardize',
    'inverseDeviation',
  ],
};

/** The policy with its defaults. @throws ArgumentError for names of no operation, and for one in both lists. */
export function resolvePolicy(owner: string, policy: MixedPrecisionPolicy): Required<MixedPrecisionPolicy> {
  checkOptions(owner, policy, ['allow', 'deny']);
  for (const list of ['allow', 'deny'] as const) requireNames(owner, list, policy[list]);
  const { allow, deny } = policy;
  const both = allow?.find((op) => deny?.includes(op));
  if (both !== undefined) throw new ArgumentError(`${owner}: '${both}' is in allow and in deny; take it out of one`);
  return {
    allow: allow ?? autocast.allow.filter((op) => !deny?.includes(op)),
    deny: deny ?? autocast.deny.filter((op) => !allow?.includes(op)),
  };
}

function requireNames(owner: string, list: string, names: readonly string[] | undefined): void {
  if (names === undefined) return;
  if (!Array.isArray(names)) {
    throw new ArgumentError(`${owner}: ${list} ${showValue(names)} must be a list of operations, such as ['matmul']`);
  }
  const unknown = names.find((name) => !primitives.has(name));
  if (unknown === undefined) return;
  throw new ArgumentError(
    `${owner}: ${list} names '${unknown}', which is no primitive; allowed: ${[...primitives.keys()].sort().join(', ')}`,
  );
}
