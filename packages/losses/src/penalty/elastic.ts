import { ArgumentError, abs, add, cast, checkOptions, mul, square, sum, Tensor, tree } from '@saddlepoint/tensor';
import { nonNegative, requireFunction, requireNumber } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { total } from '../internal/loss.js';

export interface PenaltyOptions {
  /** Which parameters count. Default all; matrices only: `(param) => param.rank > 1`. */
  filter?: (param: Tensor, path: string) => boolean;
}

export interface ElasticPenaltyOptions extends PenaltyOptions {
  /** Factor of Σ |w|, ≥ 0. Default 1. */
  l1?: number;
  /** Factor of ½ Σ w², ≥ 0. Default 1. */
  l2?: number;
}

/**
 * Σ |w| over a tree of parameters, one float32 number: makes weights exactly 0 if a proximal step follows, small
 * otherwise.
 *
 * When to use: to have few weights that count.
 *
 * @param params a tree of float tensors.
 * @throws ArgumentError if no parameter counts; DTypeError for one that is not float.
 * Source: Tibshirani 1996, "Regression Shrinkage and Selection via the Lasso".
 */
export function l1Penalty(params: unknown, options: PenaltyOptions = {}): Tensor {
  checkOptions('l1Penalty', options, ['filter']);
  return absolutes(chosen('l1Penalty', params, options));
}

/**
 * ½ Σ w² over a tree of parameters, one float32 number, with gradient w: for SGD the same as weight decay. With
 * adaptive optimizers prefer decoupled decay (AdamW).
 *
 * When to use: against overfitting, with SGD.
 *
 * @param params a tree of float tensors.
 * @throws ArgumentError if no parameter counts; DTypeError for one that is not float.
 * Source: Hoerl, Kennard 1970, "Ridge Regression".
 */
export function l2Penalty(params: unknown, options: PenaltyOptions = {}): Tensor {
  checkOptions('l2Penalty', options, ['filter']);
  return halfSquares(chosen('l2Penalty', params, options));
}

/**
 * l1 · Σ |w| + l2 · ½ Σ w² over a tree of parameters: the elastic net. scikit-learn's α and l1_ratio ρ are l1 = αρ and
 * l2 = α (1 − ρ).
 *
 * When to use: sparse weights where several inputs tell the same.
 *
 * @param params a tree of float tensors.
 * @throws ArgumentError for negative factors, or if no parameter counts; DTypeError for one that is not float.
 * Source: Zou, Hastie 2005, "Regularization and Variable Selection via the Elastic Net".
 */
export function elasticPenalty(params: unknown, options: ElasticPenaltyOptions = {}): Tensor {
  checkOptions('elasticPenalty', options, ['l1', 'l2', 'filter']);
  const { l1 = 1, l2 = 1 } = options;
  requireNumber('elasticPenalty', 'l1', l1, nonNegative);
  requireNumber('elasticPenalty', 'l2', l2, nonNegative);
  const weights = chosen('elasticPenalty', params, options);
  return add(mul(absolutes(weights), l1), mul(halfSquares(weights), l2));
}

const absolutes = (weights: readonly Tensor[]): Tensor => total(weights.map((w) => sum(cast(abs(w), 'float32'))));

const halfSquares = (weights: readonly Tensor[]): Tensor =>
  mul(total(weights.map((w) => sum(square(cast(w, 'float32'))))), 0.5);

function chosen(owner: string, params: unknown, { filter = () => true }: PenaltyOptions): Tensor[] {
  requireFunction(owner, 'filter', filter);
  const found = tree.flatten(params).flatMap(({ leaf, path }) => {
    const x: unknown = leaf;
    if (!(x instanceof Tensor)) throw new ArgumentError(`${owner}: '${path || '(root)'}' is no tensor`);
    if (!filter(x, path)) return [];
    requireFloats(owner, { [path || 'params']: x });
    return [x];
  });
  if (found.length === 0) throw new ArgumentError(`${owner}: no parameter counts; mend the filter`);
  return found;
}
