import {
  ArgumentError,
  add,
  cast,
  gather,
  greater,
  isFloat,
  logicalAnd,
  logSoftmax,
  logSumExp,
  maximum,
  mul,
  neg,
  notEqual,
  requireTensor,
  reshape,
  square,
  sum,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import { fraction, nonNegative, requireNumber, requireShape, requireValues } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { classAxis, insideClasses, pick, requireClasses, requireLabels } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, type LossOptions, requireMask } from '../internal/loss.js';
import { reduce } from '../internal/reduction.js';

export interface CrossEntropyOptions extends LossOptions {
  /** Where the classes are in the logits. Default −1. PyTorch's is 1: [N, C, height, width]. */
  axis?: number;
  /** Share of the target that is spread over all classes evenly, from 0 to 1. Default 0. */
  labelSmoothing?: number;
  /** Labels of this value count nowhere. Default none (PyTorch's is −100). Class labels only. */
  ignoreIndex?: number;
  /**
   * A weight ≥ 0 for each class, [classes]. With class labels the mean is divided by the weights of the labels.
   * Default all 1.
   */
  classWeights?: Tensor;
  /** Adds zLoss · (log Σ exp z)², which keeps logits from drifting; 1e-4 in PaLM. Default 0. */
  zLoss?: number;
}

/**
 * Cross-entropy of softmax(logits) with labels: −Σ q log softmax(z) over the classes.
 * `torch.nn.functional.cross_entropy`.
 *
 * Finite for logits of any size. With every label ignored or masked the mean is 0, where PyTorch gives NaN.
 *
 * A class number that is out of range and not ignored is an error where the labels' values are known: outside of
 * compiled functions, for labels on the host. In a compiled function, and for labels that an engine holds, the loss and
 * its gradient are NaN: the same on every engine, and no step can train on a wrong label unseen.
 *
 * When to use: one class out of several. Soft labels for mixup or distillation; smoothing (Szegedy et al. 2016,
 * arXiv:1512.00567) against overconfidence; z-loss (Chowdhery et al. 2022, arXiv:2204.02311) in long low-precision
 * runs.
 *
 * @param logits scores before any softmax, [..., classes].
 * @param labels int32 class numbers from 0 to classes − 1, of the logits' shape without the class axis; or float
 *   probabilities of the logits' shape, which may need gradients themselves.
 * @throws ShapeError or DTypeError for labels that do not fit; ArgumentError for options out of range and for logits that
 *   are the result of a softmax or sigmoid; where values are known also for a class number or a probability out of range,
 *   negative weights, and logits that are probabilities.
 * Source: Good 1952, "Rational decisions".
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const own = ['axis', 'labelSmoothing', 'ignoreIndex', 'classWeights', 'zLoss'];
  checkLossOptions('crossEntropy', options, own);
  const { labelSmoothing = 0, ignoreIndex, classWeights, zLoss = 0 } = options;
  requireTensor('crossEntropy', 'labels', labels, "tensor(values, { dtype: 'int32' })");
  const axis = classAxis('crossEntropy', logits, options.axis);
  const classes = logits.shape[axis]!;
  requireNumber('crossEntropy', 'labelSmoothing', labelSmoothing, fraction);
  requireNumber('crossEntropy', 'zLoss', zLoss, nonNegative);
  const probabilities = isFloat(labels.dtype);
  requireLabels('crossEntropy', logits, labels, axis, probabilities);
  if (ignoreIndex !== undefined && (probabilities || !Number.isInteger(ignoreIndex))) {
    throw new ArgumentError(`crossEntropy: ignoreIndex ${ignoreIndex} must be a whole number, with int32 labels`);
  }
  if (classWeights !== undefined) requireWeights(logits, classWeights, classes);
  requireClassLogits('crossEntropy', 'logits', logits, axis);
  if (probabilities) requireValues('crossEntropy', 'labels', labels, fraction);
  const weights = classWeights && reshape(classWeights, [classes, ...logits.shape.slice(axis + 1).map(() => 1)]);
  const logs = logSoftmax(logits, axis);
  const penalty = zLoss === 0 ? undefined : mul(square(logSumExp(logits, axis)), zLoss);
  const plus = (losses: Tensor) => (penalty ? add(losses, penalty) : losses);
  if (probabilities)
    return masked(plus(soft(logs, labels, axis, labelSmoothing, weights)), undefined, undefined, options);
  requireClasses('crossEntropy', 'labels', labels, classes, ignoreIndex);
  const counts = ignoreIndex === undefined ? undefined : notEqual(labels, ignoreIndex);
  // Ignored labels need not be classes.
  const safe = counts ? where(counts, labels, 0) : labels;
  const losses = plus(hard(logs, safe, axis, labelSmoothing, weights, classWeights));
  return masked(losses, counts, classWeights && gather(classWeights, insideOf(safe, logs, axis)), options);
}

/** The losses that count; their mean is over those, or over their weights. */
function masked(
  losses: Tensor,
  counts: Tensor | undefined,
  weights: Tensor | undefined,
  options: CrossEntropyOptions,
): Tensor {
  const { reduction = 'mean', mask } = options;
  const given = mask === undefined ? undefined : requireMask('crossEntropy', mask, losses);
  const counted = counts && given ? logicalAnd(counts, given) : (counts ?? given);
  const kept = counted ? where(counted, losses, 0) : losses;
  if (reduction !== 'mean' || !(counted ?? weights)) return reduce(kept, reduction);
  if (!weights) return sum(kept).div(maximum(sum(cast(counted!, losses.dtype)), 1));
  const amount = sum(counted ? where(counted, weights, 0) : weights);
  // Weights may add up to less than 1, and to 0 where every loss is 0.
  return sum(kept).div(where(greater(amount, 0), amount, 1));
}

/** −Σ w q log p for probabilities q. */
function soft(logs: Tensor, labels: Tensor, axis: number, smoothing: number, weights?: Tensor): Tensor {
  const q = smoothing === 0 ? labels : add(mul(labels, 1 - smoothing), smoothing / logs.shape[axis]!);
  return neg(sum(mul(q, weights ? mul(logs, weights) : logs), axis));
}

/**
 * −w log p of one class. Taking it out beats a product with one-hot rows: forward and backward together five operations
 * over all logits (log softmax; scatter, exp, mul, sub) instead of eight, in two thirds of the time.
 */
function hard(
  logs: Tensor,
  labels: Tensor,
  axis: number,
  smoothing: number,
  weights?: Tensor,
  classWeights?: Tensor,
): Tensor {
  const log = pick(logs, labels, axis);
  const picked = classWeights ? mul(log, gather(classWeights, insideOf(labels, logs, axis))) : log;
  if (smoothing === 0) return neg(picked);
  const even = mul(sum(weights ? mul(logs, weights) : logs, axis), -smoothing / logs.shape[axis]!);
  return add(mul(picked, smoothing - 1), even);
}

const insideOf = (labels: Tensor, logs: Tensor, axis: number): Tensor =>
  insideClasses(labels, logs.shape[axis]!, logs.dtype).inside;

function requireWeights(logits: Tensor, classWeights: Tensor, classes: number): void {
  requireFloats('crossEntropy', { logits, classWeights });
  requireShape('crossEntropy', 'classWeights', classWeights, [classes]);
  requireValues('crossEntropy', 'classWeights', classWeights, nonNegative);
}
