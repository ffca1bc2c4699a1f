import {
  emergence,
  fansOf,
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
 * The schemes that have a formula in the source (the book chapter that the comparison is from), each for every weight. Those
 * whose formula is off come twice, as published and corrected: L-momentum sets every weight to a mean square of 0.81 whatever
 * its fan and diverges; scaled orthogonal divides by √fanIn what has been divided already and hardly learns.
 */
export function standardInits(): Record<string, InitScheme> {
  const same = (initializer: Initializer) => everyWeight(() => initializer);
  return {
    LeCun: same(lecunNormal()),
    Xavier: same(xavierNormal()),
    Kaiming: same(kaimingNormal()),
    orthogonal: same(orthogonal()),
    'scaled orthogonal': same(scaledOrthogonal({ gain: Math.SQRT2 })),
    'scaled orthogonal (source)': same((key, shape) =>
      orthogonal({ gain: Math.sqrt(2 / fansOf(shape).fanIn) })(key, shape),
    ),
    emergence: everyWeight(({ layer, depth }) => emergence({ layer, depth: Math.max(2, depth) })),
    'L-momentum': same(lMomentum({ alpha: 2 })),
    'L-momentum (source)': same(lMomentum({ form: 'source', alpha: 0.81 })),
  };
}
