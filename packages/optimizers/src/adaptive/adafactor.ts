import {
  add,
  cast,
  checkOptions,
  div,
  exp,
  log,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  rsqrt,
  type Shape,
  scalar,
  sqrt,
  sub,
  type Tensor,
  tree,
  zeros,
} from '@saddlepoint/tensor';
import { requireCount, requireNonNegative, requireOneOf, requirePositive } from '../internal/check.js';
import { castNumbers } from '../internal/leafwise.js';
import { rateTensorOf, requireRate } from '../internal/learning-rate.js';
import { mapTensors, stateOf, stepOf, zipLeaves, zipTensors } from '../internal/trees.js';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';

export interface ScaleByAdafactorOptions {
  /** The mean of squares at step t decays by 1 − t^−decayRate, above 0. Default 0.8. */
  decayRate?: number;
  /** Added to g², or the least denominator with `epsOnEstimate`; above 0. Default 1e-30. */
  eps?: number;
  /** eps bounds the root of the estimate from below instead of being added to g², as in PyTorch. Default false. */
  epsOnEstimate?: boolean;
  /** An update whose root mean square is above this is scaled down to it, above 0. Default 1. */
  clipThreshold?: number;
  /**
   * Which two axes are factored: the 'largest', as in Optax, or the 'last', as in PyTorch, which for a kernel
   * [out, in, height, width] is the small window. Default 'largest'.
   */
  factor?: 'largest' | 'last';
  /** Only factored if both axes have this size; 0 factors everything with two axes. Default 128. */
  minDimSizeToFactor?: number;
}

/**
 * Gradients divided by a root mean square of which only the means over rows and columns are kept:
 * R ← βR + (1 − β) mean_columns(g² + ε), C ← βC + (1 − β) mean_rows(g² + ε), v = R Cᵀ / mean(R), u = g / √v,
 * update = u / max(1, RMS(u) / d), with β = 1 − t^−0.8.
 *
 * Small and one-dimensional parameters keep all of v. State: `step`, `row` (R), `column` (C), `nu` (v), each for the
 * parameters it applies to.
 *
 * @throws ArgumentError for options out of range.
 * Source: Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018), arXiv:1804.04235.
 */
export function scaleByAdafactor(options: ScaleByAdafactorOptions = {}): Transform {
  const owner = 'scaleByAdafactor';
  checkOptions(owner, options, scaleOptions);
  const { factor = 'largest', epsOnEstimate = false } = options;
  const decayRate = requirePositive(owner, 'decayRate', options.decayRate ?? 0.8);
  const eps = requirePositive(owner, 'eps', options.eps ?? 1e-30);
  const threshold = requirePositive(owner, 'clipThreshold', options.clipThreshold ?? 1);
  const least = requireCount(owner, 'minDimSizeToFactor', options.minDimSizeToFactor ?? 128);
  requireOneOf(owner, 'factor', factor, ['largest', 'last']);

  const axesOf = (x: Tensor) => factoredAxes(x.shape, factor, least);
  const split = <T>(whole: T) => tree.partition(whole, (leaf) => axesOf(leaf as Tensor) !== undefined) as [T, T];
  const square = (g: Tensor) => (epsOnEstimate ? mul(g, g) : add(mul(g, g), eps));
  const inverseRoot = (v: Tensor) => rsqrt(epsOnEstimate ? maximum(v, eps * eps) : v);
  const clip = (u: Tensor) => div(u, maximum(mul(rms(u), 1 / threshold), 1));
  const blend = (before: Tensor, now: Tensor, part: Tensor) => add(before, mul(sub(now, before), part));

  const factored = (g: Tensor, row: Tensor, column: Tensor, part: Tensor) => {
    const { rows, columns } = axesOf(g)!;
    const r = blend(row, mean(square(g), columns, { keepDims: true }), part);
    const c = blend(column, mean(square(g), rows, { keepDims: true }), part);
    const whole = mean(r, rows, { keepDims: true });
    if (epsOnEstimate)
      return { update: clip(mul(g, inverseRoot(div(mul(r, c), maximum(whole, eps))))), row: r, column: c };
    // The roots are taken of the small factors, not of their product.
    return { update: clip(mul(mul(g, rsqrt(div(r, whole))), rsqrt(c))), row: r, column: c };
  };

  return {
    name: 'adafactor',
    init(params) {
      const [large, small] = split(params as OptimizerState);
      const start = (axis: 'rows' | 'columns') => (x: Tensor) => zeros(without(x.shape, axesOf(x)![axis]), x.dtype);
      return {
        step: zeros([], 'int32'),
        row: mapTensors(`${owner}: params`, large, start('columns')),
        column: mapTensors(`${owner}: params`, large, start('rows')),
        nu: mapTensors(`${owner}: params`, small, (x) => zeros(x.shape, x.dtype)),
      };
    },
    update<P>(grads: P, state: OptimizerState): Update<P> {
      const step = add(stepOf(owner, state), 1);
      // 1 − β = t^−decayRate.
      const numbers = { part: exp(mul(log(cast(step, 'float32')), -decayRate)) };
      const [large, small] = split(grads);
      const trees = {
        gradients: large,
        'state.row': stateOf(owner, state, 'row'),
        'state.column': stateOf(owner, state, 'column'),
      };
      const shapeOf = (name: 'gradients' | 'state.row' | 'state.column', x: Tensor) =>
        without(x.shape, axesOf(x)![name === 'state.row' ? 'columns' : 'rows']);
      const first = zipLeaves(
        owner,
        trees,
        ['update', 'row', 'column'],
        (leaf) => {
          const { part } = castNumbers(numbers, leaf.gradients);
          return factored(leaf.gradients, leaf['state.row'], leaf['state.column'], part);
        },
        shapeOf,
      );
      const whole = { gradients: small, 'state.nu': stateOf(owner, state, 'nu') };
      const second = zipLeaves(owner, whole, ['update', 'nu'], (leaf) => {
        const nu = blend(leaf['state.nu'], square(leaf.gradients), castNumbers(numbers, leaf.gradients).part);
        return { update: clip(mul(leaf.gradients, inverseRoot(nu))), nu };
      });
      const updates = tree.merge(first.update, second.update) as P;
      return { updates, state: { step, row: first.row, column: first.column, nu: second.nu } };
    },
  };
}

const scaleOptions = ['decayRate', 'eps', 'epsOnEstimate', 'clipThreshold', 'factor', 'minDimSizeToFactor'] as const;

/** √mean(x²), a scalar of x's dtype. */
function rms(x: Tensor): Tensor {
  const wide = cast(x, 'float32');
  return cast(sqrt(mean(mul(wide, wide))), x.dtype);
}

/** The axis that R keeps and the one that C keeps, or none. */
function factoredAxes(
  shape: Shape,
  factor: 'largest' | 'last',
  least: number,
): { rows: number; columns: number } | undefined {
  const axes = shape.map((_, axis) => axis);
  if (factor === 'largest') axes.sort((a, b) => shape[a]! - shape[b]! || a - b);
  const [rows, columns] = axes.slice(-2);
  if (rows === undefined || columns === undefined || Math.min(shape[rows]!, shape[columns]!) < least) return undefined;
  return { rows, columns };
}

const without = (shape: Shape, axis: number): Shape => shape.map((size, i) => (i === axis ? 1 : size));

export interface AdafactorOptions extends ScaleByAdafactorOptions {
  /** From 0 up. Default 1e-2. */
  learningRate?: number;
  /** The rate at step t is min(learningRate, 1 / √t), the paper's and PyTorch's; otherwise learningRate. Default true. */
  relativeStep?: boolean;
  /** The least size a parameter counts as, from 0 up. Default 1e-3. */
  minScale?: number;
  /** Multiply by max(minScale, RMS(θ)) of each parameter. Default true. */
  parameterScale?: boolean;
  /** λ, decoupled, from 0 up. Default 0. */
  weightDecay?: number;
  /** θ ← θ − λθ, Optax's, instead of θ − ηλθ, PyTorch's. Default false. */
  independentDecay?: boolean;
}

/**
 * Adafactor: θ ← θ − max(minScale, RMS(θ)) · min(η, 1 / √t) · u − ηλθ, with u of {@link scaleByAdafactor}; the paper's
 * defaults.
 *
 * State of rows + columns for a matrix, where Adam keeps twice the whole: for models that barely fit.
 * { factor: 'last', minDimSizeToFactor: 0, epsOnEstimate: true, eps: 1e-7 } is `torch.optim.Adafactor`;
 * { relativeStep: false, independentDecay: true } is `optax.adafactor`.
 * Moves 36 bytes a parameter of a matrix (reads g and writes g², reads that for both means, g and θ for the sizes, then g, θ;
 * writes θ), 32 of others.
 *
 * @throws ArgumentError for options out of range.
 * Source: Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018), arXiv:1804.04235.
 */
export function adafactor(options: AdafactorOptions = {}): Transform {
  const owner = 'adafactor';
  const own = ['learningRate', 'relativeStep', 'minScale', 'parameterScale', 'weightDecay', 'independentDecay'];
  checkOptions(owner, options, [...own, ...scaleOptions]);
  const {
    learningRate = 1e-2,
    relativeStep = true,
    minScale = 1e-3,
    parameterScale = true,
    weightDecay = 0,
    independentDecay = false,
    ...rest
  } = options;
  requireRate(owner, learningRate);
  requireNonNegative(owner, 'minScale', minScale);
  requireNonNegative(owner, 'weightDecay', weightDecay);
  const scale = scaleByAdafactor(rest);
  return {
    name: owner,
    init: (params) => scale.init(params),
    update<P>(grads: P, before: OptimizerState, params: P, extras?: Extras): Update<P> {
      const { updates, state } = scale.update(grads, before, params, extras);
      const full = rateTensorOf(owner, extras, learningRate);
      const bound = rsqrt(cast(state.step as Tensor, 'float32'));
      const numbers = {
        rate: relativeStep ? minimum(full, bound) : full,
        strength: independentDecay ? scalar(weightDecay, 'float32') : mul(full, weightDecay),
      };
      const move = (u: Tensor, p: Tensor) => {
        const { rate, strength } = castNumbers(numbers, p);
        const size = parameterScale ? mul(maximum(rms(p), minScale), rate) : rate;
        const step = mul(u, size);
        return neg(weightDecay === 0 ? step : add(step, mul(p, strength)));
      };
      return { updates: zipTensors(owner, updates, params, move, ['gradients', 'params']), state };
    },
  };
}
