import {
  ArgumentError,
  add,
  checkOptions,
  div,
  eigh,
  flip,
  matmul,
  mul,
  slice,
  sqrt,
  type Tensor,
  tree,
  where,
  zeros,
  zerosLike,
} from '@saddlepoint/tensor';
import { gramOf } from '../internal/axes.js';
import {
  requireBetas,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requirePositiveCount,
  requireTransform,
} from '../internal/check.js';
import { descendAndDecay, isDue } from '../internal/late-decay.js';
import { leafwise } from '../internal/leafwise.js';
import { requireRate } from '../internal/learning-rate.js';
import { matcher, pathsOf, requireSome } from '../internal/match.js';
import { average, correction, move } from '../internal/moments.js';
import { mapTensors, stateOf, stepOf, zipLeaves } from '../internal/trees.js';
import type { Match, OptimizerState, Transform, Update } from '../transform.js';

export interface GaloreOptions {
  /** r, how many directions each matrix keeps, from 1 up; at most its smaller side. Default 128. */
  rank?: number;
  /** Steps from one projection to the next, from 1 up. Default 200. */
  gap?: number;
  /** What the updates of projected matrices are multiplied by, above 0. Default 0.25, the paper's; Optax has 1. */
  scale?: number;
  /**
   * Which side shrinks to r: 'smaller' as in the official code ('std'), 'larger' as in Optax ('reverse_std'). Default
   * 'smaller'.
   */
  side?: 'smaller' | 'larger';
  /** Which parameters, all of them matrices. Default: every matrix. */
  match?: Match;
}

/**
 * Another transform in a low-rank projection of the gradients: with P, the r leading singular vectors of a gradient of an
 * [m, n] matrix, m ≥ n, G' = GP [m, r] goes through `inner`, and update = scale · u'Pᵀ. Its state shrinks by r / n.
 *
 * P is taken anew from the gradient every `gap` steps, from the eigenvectors of GᵀG on the host; between them nothing is
 * factorised. As in the official code the inner state is kept when P changes. Parameters that do not match go through
 * `inner` as they are. `inner` sees zeros for parameters: put weight decay after this.
 * State: `step`, `basis` (P), `inner`.
 *
 * @param inner a scaling such as `scaleByAdam()`.
 * @throws ArgumentError for options out of range, or a `match` that finds nothing or what is no matrix.
 * Source: Zhao et al., "GaLore: memory-efficient LLM training by gradient low-rank projection" (2024), arXiv:2403.03507.
 */
export function galore(inner: Transform, options: GaloreOptions = {}): Transform {
  checkOptions('galore', options, galoreOptions);
  requireTransform('galore', 'inner', inner);
  const { side = 'smaller', match = (x: Tensor) => x.rank === 2 } = options;
  const rank = requirePositiveCount('galore', 'rank', options.rank ?? 128);
  const gap = requirePositiveCount('galore', 'gap', options.gap ?? 200);
  const scale = requirePositive('galore', 'scale', options.scale ?? 0.25);
  requireOneOf('galore', 'side', side, ['smaller', 'larger']);
  const matches = matcher('galore: match', match);
  const chosen = (x: Tensor, path: string) => x.rank === 2 && matches(x, path);
  const pick = <T>(whole: T) => tree.partition(whole, (leaf, path) => chosen(leaf as Tensor, path))[0] as T;
  /** Whether P multiplies from the right. */
  const onRight = ({ shape }: Tensor) => (side === 'smaller') === shape[0]! >= shape[1]!;
  const down = (x: Tensor, basis: Tensor) => (onRight(x) ? matmul(x, basis) : matmul(basis, x, { transposeA: true }));
  const up = (u: Tensor, basis: Tensor, like: Tensor) =>
    onRight(like) ? matmul(u, basis, { transposeB: true }) : matmul(basis, u);
  const basisShape = (x: Tensor) => {
    const size = x.shape[onRight(x) ? 1 : 0]!;
    return [size, Math.min(rank, size)];
  };
  const project = <P>(grads: P, bases: ReadonlyMap<string, Tensor>): P =>
    mapTensors('galore: gradients', grads, (g, path) => (bases.has(path) ? down(g, bases.get(path)!) : g));
  const basesOf = (basis: OptimizerState) => new Map(tree.flatten(basis).map(({ path, leaf }) => [path, leaf]));
  return {
    name: 'galore',
    init<P>(params: P) {
      requireMatrices(params, matches, options.match !== undefined);
      const basis = mapTensors('galore: params', pick(params) as OptimizerState, (x) => zeros(basisShape(x), x.dtype));
      return {
        step: zeros([], 'int32'),
        basis,
        inner: inner.init(mapTensors('galore', project(params, basesOf(basis)), zerosLike)),
      };
    },
    update<P>(grads: P, state: OptimizerState, _params: P, extras?: Parameters<Transform['update']>[3]): Update<P> {
      const step = add(stepOf('galore', state), 1);
      const due = isDue(step, gap);
      const trees = { gradients: pick(grads), 'state.basis': stateOf('galore', state, 'basis') };
      const { basis } = zipLeaves(
        'galore',
        trees,
        ['basis'],
        (leaf) => ({ basis: where(due, leading(leaf.gradients, onRight(leaf.gradients), rank), leaf['state.basis']) }),
        (_name, g) => basisShape(g),
      );
      const bases = basesOf(basis);
      const low = project(grads, bases);
      const before = stateOf('galore', state, 'inner') as OptimizerState;
      const result = inner.update(low, before, mapTensors('galore', low, zerosLike), extras);
      const gradients = new Map(tree.flatten(grads as unknown).map(({ path, leaf }) => [path, leaf as Tensor]));
      const updates = mapTensors('galore', result.updates, (u, path) =>
        bases.has(path) ? mul(up(u, bases.get(path)!, gradients.get(path)!), scale) : u,
      );
      return { updates, state: { step, basis, inner: result.state } };
    },
  };
}

const galoreOptions = ['rank', 'gap', 'scale', 'side', 'match'] as const;

/** @throws ArgumentError for a match that is no matrix or, when one was asked for, none at all. */
function requireMatrices(params: unknown, matches: (x: Tensor, path: string) => boolean, some: boolean): void {
  const paths = pathsOf(params, matches);
  if (some) requireSome('galore: match', paths, params);
  for (const { leaf, path } of tree.flatten(params) as { leaf: Tensor; path: string }[]) {
    if (!paths.includes(path) || leaf.rank === 2) continue;
    throw new ArgumentError(`galore: match: '${path}' of shape [${leaf.shape}] is no matrix`);
  }
}

/** The leading right (or left) singular vectors of g as columns. */
function leading(g: Tensor, right: boolean, rank: number): Tensor {
  const vectors = flip(eigh(gramOf(g, right ? 1 : 0)).vectors, 1);
  return slice(vectors, { axis: 1, end: Math.min(rank, vectors.shape[1]!) });
}

export interface GaloreAdamwOptions extends GaloreOptions {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
  /** Decay of the running means of g' and g'², each from 0 to below 1. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to √v, before the bias corrections. From 0 up. Default 1e-6. */
  eps?: number;
  /** λ, from 0 up: parameters are multiplied by 1 − ηλ after each step. Default 0. */
  weightDecay?: number;
}

/**
 * AdamW in GaLore's projection: θ ← (θ − η · scale · m'√c₂ / (c₁(√v' + ε)) Pᵀ)(1 − ηλ), the official code and its defaults
 * (rank and gap are the paper's for pre-training).
 *
 * For matrices too large for Adam's state: of an [m, n] matrix, m ≥ n, it takes 8 mr + 4 nr bytes instead of 8 mn. Moves
 * 12 bytes a parameter, 16 for each of the m · r numbers and 8 for each of the n · r, besides two products.
 *
 * @throws ArgumentError for options out of range, or a `match` that finds nothing or what is no matrix.
 * Source: Zhao et al. (2024), arXiv:2403.03507.
 */
export function galoreAdamw(options: GaloreAdamwOptions = {}): Transform {
  const owner = 'galoreAdamw';
  checkOptions(owner, options, [...galoreOptions, 'learningRate', 'betas', 'eps', 'weightDecay']);
  const { learningRate = 1e-3, betas = [0.9, 0.999], eps = 1e-6, weightDecay = 0, ...rest } = options;
  requireRate(owner, learningRate);
  requireNonNegative(owner, 'weightDecay', weightDecay);
  const scale = galore(adamWithEarlyEps(owner, betas, requireNonNegative(owner, 'eps', eps)), rest);
  return {
    name: 'galoreAdamw',
    init: scale.init,
    update(grads, before, params, extras) {
      const { updates, state } = scale.update(grads, before, params, extras);
      return { updates: descendAndDecay(owner, updates, params, extras, { learningRate, weightDecay }), state };
    },
  };
}

/** Adam as in Hugging Face's AdamW: ε counts before the bias corrections. */
function adamWithEarlyEps(owner: string, betas: readonly [number, number], eps: number): Transform {
  requireBetas(owner, betas, 2);
  return leafwise({
    name: 'adam',
    owner,
    state: { mu: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      return { scale: div(sqrt(correction(step, betas[1])), correction(step, beta)) };
    },
    rule(g, state, { scale, fresh }) {
      const mu = move(state.mu, g, fresh);
      const nu = average(state.nu, mul(g, g), betas[1]);
      return { update: mul(div(mu, add(sqrt(nu), eps)), scale), mu, nu };
    },
  });
}
