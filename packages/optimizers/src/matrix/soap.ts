import {
  add,
  argsort,
  checkOptions,
  div,
  eigh,
  equal,
  eye,
  flip,
  gather,
  greater,
  logicalAnd,
  logicalNot,
  matmul,
  mul,
  qr,
  sqrt,
  sum,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { axisReader, eachAxis, gramOf, multiplyAxes } from '../internal/axes.js';
import { requireBetas, requireDecay, requireNonNegative, requirePositiveCount } from '../internal/check.js';
import { descendAndDecay, isDue } from '../internal/late-decay.js';
import { castNumbers } from '../internal/leafwise.js';
import { requireRate } from '../internal/learning-rate.js';
import { average, correction, move } from '../internal/moments.js';
import { meanDecayOf } from '../internal/momentum.js';
import { stateOf, stepOf, zerosOf, zipLeaves } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface ScaleBySoapOptions {
  /** Decay of the running means of g and of the rotated g², each from 0 to below 1. Default [0.95, 0.95]. */
  betas?: readonly [number, number];
  /** Decay of the statistics that the bases are made of, from 0 to below 1. Default: the second of `betas`. */
  shampooBeta?: number;
  /** Added to the denominator, before the bias corrections. From 0 up. Default 1e-8. */
  eps?: number;
  /** Steps from one basis to the next, from 1 up. Default 10. */
  frequency?: number;
  /** Axes larger than this are not rotated. Default 10000. */
  maxSize?: number;
  /** Rotate vectors too. Default false. */
  vectors?: boolean;
  /** Adam's bias corrections. Default true. */
  correctBias?: boolean;
}

/**
 * Adam in the eigenbasis of Shampoo's preconditioner. For each axis: S ← βS + (1 − β)GGᵀ and its eigenvectors Q; with
 * G' = QᵀG (along all axes) m ← β₁m + (1 − β₁)G', v ← β₂v + (1 − β₂)G'², update = Q (m√c₂ / (c₁(√v + ε))), cᵢ = 1 − βᵢᵗ.
 *
 * The first step only makes the basis and moves nothing. Every `frequency` steps one power iteration improves it: Q of the
 * QR factorisation of SQ, its columns sorted by their eigenvalues; m is rotated into the new basis and v sorted. A matrix
 * product and a factorisation along each axis, on the host, are all that such a step costs more; others skip them.
 * Vectors and scalars get Adam. State: `step`, `mu` (m, rotated), `nu` (v), `statistic` (S) and `basis` (Q) by axis.
 *
 * @throws ArgumentError for options out of range.
 * Source: Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam" (2024), arXiv:2409.11321, and its soap.py.
 */
export function scaleBySoap(options: ScaleBySoapOptions = {}): Transform {
  const owner = 'scaleBySoap';
  checkOptions(owner, options, soapOptions);
  const { betas = [0.95, 0.95], vectors = false, correctBias = true } = options;
  requireBetas(owner, betas, 2);
  const shampooBeta = requireDecay(owner, 'shampooBeta', options.shampooBeta ?? betas[1]);
  const eps = requireNonNegative(owner, 'eps', options.eps ?? 1e-8);
  const frequency = requirePositiveCount(owner, 'frequency', options.frequency ?? 10);
  const maxSize = requirePositiveCount(owner, 'maxSize', options.maxSize ?? 10000);
  const axesOf = (x: Tensor) =>
    x.rank > 1 || vectors ? [...x.shape.keys()].filter((axis) => x.shape[axis]! <= maxSize) : [];
  return {
    name: 'soap',
    init(params) {
      return {
        step: zeros([], 'int32'),
        mu: zerosOf(`${owner}: params`, params),
        nu: zerosOf(`${owner}: params`, params),
        statistic: eachAxis(params, axesOf, (x, axis) => zeros([x.shape[axis]!, x.shape[axis]!], x.dtype)),
        basis: eachAxis(params, axesOf, (x, axis) => eye(x.shape[axis]!, x.shape[axis]!, x.dtype)),
      };
    },
    update<P>(grads: P, state: OptimizerState, _params: P, extras?: Extras): Update<P> {
      const step = add(stepOf(owner, state), 1);
      const { beta, fresh } = meanDecayOf(owner, extras, betas[0]);
      const first = equal(step, 1);
      const due = logicalAnd(isDue(step, frequency), logicalNot(first));
      // The number of the update: the first step makes none.
      const count = add(step, -1);
      const numbers = { fresh, ...(correctBias && corrections(count, [beta, betas[1]], first)) };
      const before = axisReader(stateOf(owner, state, 'basis') as OptimizerState);

      const trees = {
        gradients: grads,
        'state.mu': stateOf(owner, state, 'mu'),
        'state.nu': stateOf(owner, state, 'nu'),
      };
      const adam = zipLeaves(owner, trees, ['updates', 'mu', 'nu'], (leaf, path) => {
        const g = leaf.gradients;
        const own = castNumbers(numbers, g);
        const basisOf = (axis: number) => before(path, axis);
        const rotated = multiplyAxes(g, basisOf);
        const mu = where(first, leaf['state.mu'], move(leaf['state.mu'], rotated, own.fresh));
        const nu = where(first, leaf['state.nu'], average(leaf['state.nu'], mul(rotated, rotated), betas[1]));
        const direction = multiplyAxes(div(mu, add(sqrt(nu), eps)), basisOf, true);
        return { updates: where(first, 0, own.scale ? mul(direction, own.scale) : direction), mu, nu };
      });

      const axes = {
        gradients: eachAxis(grads, axesOf, gramOf),
        'state.statistic': stateOf(owner, state, 'statistic'),
        'state.basis': stateOf(owner, state, 'basis'),
      };
      const orders = new Map<string, Tensor>();
      const next = zipLeaves(owner, axes, ['statistic', 'basis'], (leaf, path) => {
        const statistic = average(leaf['state.statistic'], leaf.gradients, shampooBeta);
        const { basis, order } = improve(statistic, leaf['state.basis']);
        orders.set(path, order);
        const start = flip(eigh(statistic).vectors, 1);
        return { statistic, basis: where(first, start, where(due, basis, leaf['state.basis'])) };
      });

      const after = axisReader(next.basis);
      const moments = zipLeaves(owner, { mu: adam.mu, nu: adam.nu }, ['mu', 'nu'], ({ mu, nu }, path) => {
        const turned = multiplyAxes(
          multiplyAxes(mu, (axis) => before(path, axis), true),
          (axis) => after(path, axis),
        );
        return { mu: where(due, turned, mu), nu: where(due, sorted(nu, axesOf(nu), path, orders), nu) };
      });
      const kept = { statistic: next.statistic, basis: next.basis };
      return { updates: adam.updates as P, state: { step, ...moments, ...kept } };
    },
  };
}

const soapOptions = ['betas', 'shampooBeta', 'eps', 'frequency', 'maxSize', 'vectors', 'correctBias'] as const;

/** √c₂ / c₁ of update number `count`; 1 at the first step, which makes none. */
function corrections(count: Tensor, betas: readonly [number | Tensor, number], first: Tensor): { scale: Tensor } {
  const [c1, c2] = [correction(count, betas[0]), correction(count, betas[1])];
  return { scale: div(sqrt(c2), where(first, 1, c1)) };
}

/** One power iteration from a basis: the new one, and where its vectors were before. */
function improve(statistic: Tensor, basis: Tensor): { basis: Tensor; order: Tensor } {
  const product = matmul(statistic, basis);
  const order = argsort(sum(mul(basis, product), 0), 0, { descending: true });
  return { basis: qr(gather(product, order, 1)).q, order };
}

function sorted(x: Tensor, axes: readonly number[], path: string, orders: ReadonlyMap<string, Tensor>): Tensor {
  return axes.reduce((y, axis) => gather(y, orders.get(path === '' ? `axis${axis}` : `${path}.axis${axis}`)!, axis), x);
}

export interface SoapOptions extends ScaleBySoapOptions {
  /** From 0 up. Default 3e-3. */
  learningRate?: number;
  /** λ, from 0 up: parameters are multiplied by 1 − ηλ after each step. Default 0.01. */
  weightDecay?: number;
}

/**
 * SOAP: θ ← (θ − ηu)(1 − ηλ) with the update u of {@link scaleBySoap}; the official code and its defaults, without
 * merging of axes and one-sided bases.
 *
 * For matrices and kernels of up to a few thousand rows, where it needs about 40 % fewer steps than AdamW. State of an
 * [m, n] matrix: 8 mn + 8 (m² + n²) bytes. Moves 28 bytes a parameter and 16 (m² + n²) / mn for the bases, besides the
 * products: two rotations of g and one statistic an axis.
 *
 * @throws ArgumentError for options out of range.
 * Source: Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam" (2024), arXiv:2409.11321.
 */
export function soap(options: SoapOptions = {}): Transform {
  checkOptions('soap', options, [...soapOptions, 'learningRate', 'weightDecay']);
  const { learningRate = 3e-3, weightDecay = 0.01, ...rest } = options;
  requireRate('soap', learningRate);
  requireNonNegative('soap', 'weightDecay', weightDecay);
  const scale = scaleBySoap(rest);
  return {
    name: 'soap',
    init: scale.init,
    update(grads, before, params, extras) {
      const { updates, state } = scale.update(grads, before, params, extras);
      const active = greater(stepOf('soap', state), 1);
      return {
        updates: descendAndDecay('soap', updates, params, extras, { learningRate, weightDecay }, active),
        state,
      };
    },
  };
}
