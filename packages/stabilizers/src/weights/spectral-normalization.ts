import {
  ArgumentError,
  checkOptions,
  div,
  foldIn,
  type Match,
  type PartialTree,
  requireKey,
  Tensor,
  TreeError,
  tree,
} from '@saddlepoint/tensor';
import {
  count,
  countOrNone,
  positive,
  replaceAt,
  requireMatch,
  requireNumber,
  requireParts,
  weightsOf,
} from '../internal/check.js';
import {
  type ConvMap,
  convMap,
  iterate,
  type LinearMap,
  matrixMap,
  sigmaOf,
  startVectors,
  type Vectors,
} from './power-iteration.js';

export interface SpectralOptions {
  /** Which parameters. Default: every leaf named `weight` with two axes or more. */
  match?: Match;
  /** Power iterations each time, from 1 up. Default 1. */
  iterations?: number;
  /** The axis of a weight that makes the rows of its matrix: 0 the outputs, 1 for transposed convolutions. Default 0. */
  dim?: number;
  /** The norm of the convolution itself, with its sizes, in place of that of the kernel as a matrix. Default none. */
  conv?: ConvMap;
  /** Vectors shorter than this are divided by it. Default 1e-12. */
  eps?: number;
}

/** The vectors between which the norms are taken, each under the path of its weight. */
export interface SpectralState<P> {
  readonly u: PartialTree<P>;
  readonly v: PartialTree<P>;
}

/** Spectral normalisation of a tree of parameters. */
export interface SpectralNormalization {
  /** Random vectors, brought near the singular ones of these parameters by 15 iterations as in torch. */
  init<P>(key: Tensor, params: P): SpectralState<P>;
  /** The vectors after the iterations of one training step; constants to every derivative. */
  update<P>(params: P, state: SpectralState<P>): SpectralState<P>;
  /** The largest singular value of each weight, a scalar at its path; differentiable in the parameters. */
  sigmas<P>(params: P, state: SpectralState<P>): PartialTree<P>;
  /** The parameters with W / σ(W) in place of each weight; differentiable, σ included. */
  normalize<P>(params: P, state: SpectralState<P>): P;
}

/** What power iteration of one weight needs. */
export interface Spectrum {
  mapOf(weight: Tensor, path: string): LinearMap;
  readonly iterations: number;
  readonly eps: number;
}

/** @throws ArgumentError for options that are unknown or out of range. */
export function spectrumOf(owner: string, options: SpectralOptions): Spectrum {
  checkOptions(owner, options, ['match', 'iterations', 'dim', 'conv', 'eps']);
  const { dim = 0, conv } = options;
  requireMatch(owner, options.match);
  requireNumber(owner, 'dim', dim, countOrNone);
  if (conv !== undefined) requireParts(owner, conv, 'size');
  if (conv && options.dim !== undefined) {
    throw new ArgumentError(`${owner}: dim says how a kernel is made a matrix; with conv it is not`);
  }
  return {
    mapOf: (weight, path) => (conv ? convMap(owner, weight, conv, path) : matrixMap(owner, weight, dim, path)),
    iterations: requireNumber(owner, 'iterations', options.iterations ?? 1, count),
    eps: requireNumber(owner, 'eps', options.eps ?? 1e-12, positive),
  };
}

/**
 * Spectral normalisation of all weights of a model at once: W / σ(W), σ the largest singular value, by power iteration with
 * persistent vectors. `torch.nn.utils.parametrizations.spectral_norm`, its 15 iterations at the start included.
 *
 * In a training step: `state = spectral.update(params, state)`, then take the gradient of a loss of
 * `model.apply(spectral.normalize(params, state), x)`; u and v are constants to it, σ is not. `conv` takes the norm of the
 * convolution as it is applied, which a kernel's matrix over- or underestimates.
 *
 * When to use: discriminators; {@link spectralNorm} does it layer by layer.
 *
 * @returns functions of a tree of parameters and of the state that `init` makes.
 * @throws ArgumentError for options out of range, or when no parameter matches; TreeError for a state of another model.
 * Source: Miyato et al. 2018, arXiv:1802.05957; convolutions: Gouk et al. 2018, arXiv:1804.04368.
 */
export function spectralNormalization(options: SpectralOptions = {}): SpectralNormalization {
  const owner = 'spectralNormalization';
  const spectrum = spectrumOf(owner, options);
  const { mapOf, iterations, eps } = spectrum;
  const find = (params: unknown) => weightsOf(owner, params, options.match);
  return {
    init<P>(key: Tensor, params: P) {
      requireKey(`${owner}: init`, 'key', key);
      const vectors = find(params).map(({ path, weight }, i) => {
        const map = mapOf(weight, path);
        return [path, iterate(map, weight, startVectors(foldIn(key, i), map, weight, eps), 15, eps)] as const;
      });
      return stateOf(params, new Map(vectors));
    },
    update<P>(params: P, state: SpectralState<P>) {
      const vectors = find(params).map(({ path, weight }) => {
        return [path, iterate(mapOf(weight, path), weight, vectorsAt(owner, state, path), iterations, eps)] as const;
      });
      return stateOf(params, new Map(vectors));
    },
    sigmas<P>(params: P, state: SpectralState<P>) {
      const sigmas = new Map(
        find(params).map((w) => [w.path, sigmaOf(mapOf(w.weight, w.path), w.weight, vectorsAt(owner, state, w.path))]),
      );
      return tree.map(params, (_, path) => sigmas.get(path)) as PartialTree<P>;
    },
    normalize<P>(params: P, state: SpectralState<P>) {
      const normalized = find(params).map(({ path, weight }) => {
        return [path, div(weight, sigmaOf(mapOf(weight, path), weight, vectorsAt(owner, state, path)))] as const;
      });
      return replaceAt(params, new Map(normalized));
    },
  };
}

function stateOf<P>(params: P, vectors: ReadonlyMap<string, Vectors>): SpectralState<P> {
  const side = (name: keyof Vectors) => tree.map(params, (_, path) => vectors.get(path)?.[name]) as PartialTree<P>;
  return { u: side('u'), v: side('v') };
}

function vectorsAt(owner: string, state: SpectralState<unknown>, path: string): Vectors {
  const at = (side: unknown) => tree.flatten(side).find((entry) => entry.path === path)?.leaf as unknown;
  const [u, v] = [at(state?.u), at(state?.v)];
  if (u instanceof Tensor && v instanceof Tensor) return { u, v };
  throw new TreeError(`${owner}: the state has no vectors for '${path}'; make it with init(key, params)`);
}
