import {
  add,
  checkOptions,
  div,
  eigh,
  exp,
  log,
  matmul,
  maximum,
  mul,
  rsqrt,
  sqrt,
  sum,
  type Tensor,
  where,
  zeros,
  zerosLike,
} from '@saddlepoint/tensor';
import { alias } from '../chain.js';
import { axisReader, eachAxis, gramOf, multiplyAxes, slicesOf } from '../internal/axes.js';
import { joinBlocks, splitBlocks } from '../internal/blocks.js';
import { requireDecay, requireOneOf, requirePositive, requirePositiveCount } from '../internal/check.js';
import { decay, descend } from '../internal/descent.js';
import { isDue } from '../internal/late-decay.js';
import { average } from '../internal/moments.js';
import { mapTensors, stateOf, stepOf, zipLeaves } from '../internal/trees.js';
import { norm } from '../layerwise/trust-ratio.js';
import { momentum as momentumLink } from '../momentum.js';
import type { Match, OptimizerState, Transform, Update } from '../transform.js';

export interface ScaleByShampooOptions {
  /**
   * ε, added to the statistics, above 0, in units of squared gradients. Below the rounding errors of the largest eigenvalue,
   * 10⁻⁷ of it in single precision, eigenvalues near 0 are noise, and so is their root. Default 1e-4.
   */
  eps?: number;
  /** β: S ← βS + (1 − β)GGᵀ, from 0 to below 1. Default: the paper's sum, S ← S + GGᵀ. */
  decay?: number;
  /** Steps from one computation of the roots to the next, from 1 up. Default 1. */
  frequency?: number;
  /** An axis larger than this has a diagonal statistic, as the paper's diagonal Shampoo. Default 1024. */
  maxSize?: number;
  /**
   * Tensors are cut into blocks of at most this along every axis, each with statistics of its own: cheaper roots for large
   * matrices, at the price of what is common to several blocks. From 1 up. Default: no blocks.
   */
  blockSize?: number;
  /**
   * Whose length the update of each parameter takes: 'none' keeps Shampoo's own, 'sgd' takes the gradient's, 'adagrad' that
   * of g / (√Σg² + 1e-10). Default 'none'.
   */
  grafting?: 'none' | 'sgd' | 'adagrad';
}

/**
 * Gradients multiplied along each of their k axes by an inverse root: S ← S + GGᵀ, update = (S + εI)^(−1/2k) G along every
 * axis; for a matrix L^(−1/4) G R^(−1/4).
 *
 * For a vector this is AdaGrad with a full matrix; a scalar gets g / √(ε + Σg²), as k = 1. The roots are computed on the host,
 * from eigenvalues, only when they are due. State: `step`, `statistic` (S) and `root` by axis; `sum` (Σg²) with 'adagrad'.
 *
 * @throws ArgumentError for options out of range.
 * Source: Gupta, Koren, Singer, "Shampoo: preconditioned stochastic tensor optimization" (2018), arXiv:1802.09568;
 * grafting: Agarwal et al. (2020), arXiv:2002.11803, Anil et al. (2020), arXiv:2002.09018.
 */
export function scaleByShampoo(options: ScaleByShampooOptions = {}): Transform {
  const owner = 'scaleByShampoo';
  checkOptions(owner, options, shampooOptions);
  const { grafting = 'none' } = options;
  const eps = requirePositive(owner, 'eps', options.eps ?? 1e-4);
  const beta = options.decay === undefined ? undefined : requireDecay(owner, 'decay', options.decay);
  const frequency = requirePositiveCount(owner, 'frequency', options.frequency ?? 1);
  const maxSize = requirePositiveCount(owner, 'maxSize', options.maxSize ?? 1024);
  const blockSize =
    options.blockSize === undefined
      ? Number.POSITIVE_INFINITY
      : requirePositiveCount(owner, 'blockSize', options.blockSize);
  requireOneOf(owner, 'grafting', grafting, ['none', 'sgd', 'adagrad']);
  const accumulate = (before: Tensor, now: Tensor) =>
    beta === undefined ? add(before, now) : average(before, now, beta);
  const axesOf = (x: Tensor) => [...matrixOf(x).shape.keys()];
  const start = (x: Tensor, axis: number) => {
    const size = matrixOf(x).shape[axis]!;
    return zeros(size > maxSize ? [size] : [size, size], x.dtype);
  };
  const observe = (x: Tensor, axis: number) =>
    matrixOf(x).shape[axis]! > maxSize ? squares(matrixOf(x), axis) : gramOf(matrixOf(x), axis);
  return {
    name: 'shampoo',
    init(params) {
      const sums = mapTensors(`${owner}: params`, params, zerosLike) as OptimizerState;
      const blocks = splitBlocks(sums, blockSize);
      return {
        step: zeros([], 'int32'),
        statistic: eachAxis(blocks, axesOf, start),
        root: eachAxis(blocks, axesOf, start),
        ...(grafting === 'adagrad' && { sum: sums }),
      };
    },
    update<P>(grads: P, state: OptimizerState): Update<P> {
      const step = add(stepOf(owner, state), 1);
      const due = isDue(step, frequency);
      const blocks = splitBlocks(grads, blockSize);
      const ranks = axisReader(eachAxis(blocks, axesOf, (x) => matrixOf(x)));
      const axes = {
        gradients: eachAxis(blocks, axesOf, observe),
        'state.statistic': stateOf(owner, state, 'statistic'),
        'state.root': stateOf(owner, state, 'root'),
      };
      const next = zipLeaves(owner, axes, ['statistic', 'root'], (leaf, path) => {
        const statistic = accumulate(leaf['state.statistic'], leaf.gradients);
        const [, of, axis] = /^(?:(.*)\.)?axis(\d+)$/.exec(path)!;
        const order = ranks(of ?? '', Number(axis))!.rank;
        return { statistic, root: where(due, inverseRoot(statistic, 2 * order, eps), leaf['state.root']) };
      });
      const rootOf = axisReader(next.root);
      const own = { statistic: next.statistic, root: next.root };
      const precondition = (g: Tensor, path: string) => {
        const matrix = matrixOf(g);
        const scaled = matrix.shape.reduce((x, _size, axis) => scaleAxis(x, rootOf(path, axis)!, axis), matrix);
        return multiplyAxes(scaled, (axis) =>
          rootOf(path, axis)!.rank === 2 ? rootOf(path, axis) : undefined,
        ).reshape(g.shape);
      };
      const updates = joinBlocks(mapTensors(owner, blocks, precondition), grads, blockSize);
      if (grafting === 'none') return { updates, state: { step, ...own } };
      const both = { gradients: grads, updates };
      if (grafting === 'sgd') {
        const grafted = zipLeaves(owner, both, ['updates'], (leaf) => ({
          updates: withLengthOf(leaf.updates, leaf.gradients),
        }));
        return { updates: grafted.updates as P, state: { step, ...own } };
      }
      const withSum = { ...both, 'state.sum': stateOf(owner, state, 'sum') };
      const grafted = zipLeaves(owner, withSum, ['updates', 'sum'], ({ gradients: g, ...leaf }) => {
        const total = add(leaf['state.sum'], mul(g, g));
        return { updates: withLengthOf(leaf.updates, div(g, add(sqrt(total), 1e-10))), sum: total };
      });
      return { updates: grafted.updates as P, state: { step, ...own, sum: grafted.sum } };
    },
  };
}

const shampooOptions = ['eps', 'decay', 'frequency', 'maxSize', 'blockSize', 'grafting'] as const;

/** A scalar counts as a vector of one element. */
const matrixOf = (x: Tensor): Tensor => (x.rank === 0 ? x.reshape([1]) : x);

const squares = (x: Tensor, axis: number): Tensor => {
  const rows = slicesOf(x, axis);
  return sum(mul(rows, rows), 1);
};

/** (S + εI)^(−1/p), of a diagonal by element. */
function inverseRoot(statistic: Tensor, p: number, eps: number): Tensor {
  const power = (x: Tensor) => exp(mul(log(add(maximum(x, 0), eps)), -1 / p));
  if (statistic.rank === 1) return power(statistic);
  const { values, vectors } = eigh(statistic);
  return matmul(mul(vectors, power(values)), vectors, { transposeB: true });
}

/** x times a diagonal root along `axis`; others are left to a product. */
function scaleAxis(x: Tensor, root: Tensor, axis: number): Tensor {
  return root.rank === 1 ? mul(x, root.reshape(x.shape.map((size, i) => (i === axis ? size : 1)))) : x;
}

/** u with the norm of `like`; 0 stays 0. */
function withLengthOf(u: Tensor, like: Tensor): Tensor {
  const square = sum(mul(u, u).cast('float32'));
  const inverse = where(square.greater(0), rsqrt(where(square.greater(0), square, 1)), 0);
  return mul(u, mul(norm(like).cast('float32'), inverse).cast(u.dtype));
}

export interface ShampooOptions extends ScaleByShampooOptions {
  /** From 0 up. Default 0.1. */
  learningRate?: number;
  /** μ, from 0 to below 1: b ← μb + update. Default 0. */
  momentum?: number;
  /** λ, decoupled, from 0 up. Default 0. */
  weightDecay?: number;
  /** Which parameters decay. Default all. */
  mask?: Match;
}

/**
 * Shampoo: θ ← θ − η L^(−1/4) G R^(−1/4), the paper's form.
 *
 * For matrices and kernels with axes of up to a thousand, or of any size with `blockSize`, 128 or 256 say; {@link soap}
 * needs less tuning. State of an [m, n] matrix, or of each block of one: 8 (m² + n²) bytes. Moves 12 bytes a parameter and
 * 16 (m² + n²) / mn for the statistics, besides the products.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Gupta, Koren, Singer (2018), arXiv:1802.09568.
 */
export function shampoo(options: ShampooOptions = {}): Transform {
  checkOptions('shampoo', options, [...shampooOptions, 'learningRate', 'momentum', 'weightDecay', 'mask']);
  const { learningRate = 0.1, momentum = 0, weightDecay = 0, mask, ...rest } = options;
  requireDecay('shampoo', 'momentum', momentum);
  const heavy = momentum === 0 ? [] : [momentumLink({ momentum })];
  return alias(
    'shampoo',
    scaleByShampoo(rest),
    ...heavy,
    ...decay(weightDecay, mask),
    descend('shampoo', learningRate),
  );
}
