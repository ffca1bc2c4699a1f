import {
  emergence,
  type Initializer,
  initialize,
  kaimingNormal,
  lecunNormal,
  lMomentum,
  orthogonal,
  scaledOrthogonal,
  xavierNormal,
  zeros,
} from '@saddlepoint/init';
import type { Layer } from '@saddlepoint/nn';
import { ArgumentError, type Tensor, tree } from '@saddlepoint/tensor';

/** How a network starts: its first parameters from a key. */
export type InitScheme = (network: Layer, key: Tensor) => unknown;

/** Where a weight is: `layer` counts from 1, next to the input, to `depth`. */
export interface Place {
  readonly layer: number;
  readonly depth: number;
}

/**
 * The scheme that gives every weight (parameters of two axes or more, convolution kernels included) the initialiser of its
 * place and starts every `bias` at 0; what is left, such as the scales of normalisations, keeps the network's own start.
 *
 * @param initializer of each weight; the places are in the order of the parameters.
 * @throws (when used) ArgumentError for a network without weights.
 */
export function everyWeight(initializer: (place: Place) => Initializer): InitScheme {
  return (network, key) => {
    const entries = tree.flatten(network.init(key)) as { path: string; leaf: Tensor }[];
    const weights = entries.filter(({ leaf }) => leaf.rank >= 2);
    if (weights.length === 0) throw new ArgumentError('everyWeight: the network has no weights');
    const depth = weights.length;
    const ownRules = weights.map(({ path }, i) => [path, initializer({ layer: i + 1, depth })] as const);
    const isBias = (leaf: Tensor, path: string) => leaf.rank < 2 && /(^|\.)bias$/.test(path);
    const biasRules = entries.some(({ leaf, path }) => isBias(leaf, path)) ? [[isBias, zeros()] as const] : [];
    return initialize(network, [...ownRules, ...biasRules], key);
  };
}

/**
 * The schemes that have a formula in the source, each for every weight; L-momentum in the source's form, which diverges, and
 * corrected.
 */
export function standardInits(): Record<string, InitScheme> {
  const same = (initializer: Initializer) => everyWeight(() => initializer);
  return {
    LeCun: same(lecunNormal()),
    Xavier: same(xavierNormal()),
    Kaiming: same(kaimingNormal()),
    orthogonal: same(orthogonal()),
    'scaled orthogonal': same(scaledOrthogonal({ gain: Math.SQRT2 })),
    emergence: everyWeight(({ layer, depth }) => emergence({ layer, depth: Math.max(2, depth) })),
    'L-momentum (source)': same(lMomentum({ form: 'source' })),
    'L-momentum (corrected)': same(lMomentum({ alpha: 2 })),
  };
}
