import {
  ArgumentError,
  add,
  broadcastTo,
  clip,
  concat,
  equal,
  expandDims,
  full,
  hostValues,
  less,
  logicalAnd,
  logSoftmax,
  logSumExp,
  neg,
  notEqual,
  oneHot,
  ShapeError,
  showShape,
  slice,
  squeeze,
  stack,
  type Tensor,
  takeAlongAxis,
  where,
} from '@saddlepoint/tensor';
import { requireNumber, requireRank, requireShape } from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { minusInfinity } from '../internal/infinity.js';
import { requireInt32 } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface CtcOptions extends LossOptions {
  /** How many steps of each row count, int32 [batch]. Default all. */
  inputLengths?: Tensor;
  /** How many labels of each row count, int32 [batch]. Default all. */
  labelLengths?: Tensor;
  /** The class that says nothing. Default 0. */
  blank?: number;
}

/**
 * Connectionist temporal classification: −log of the probability of all alignments of the labels with the steps, where
 * repeats are merged and blanks dropped. One loss a row; its `none` and `sum` are `torch.nn.functional.ctc_loss`'s, its
 * `mean` is over rows (PyTorch divides each by its number of labels first). Infinite for more labels than the steps can
 * hold: mask such rows.
 *
 * A label that is out of range or blank, where that is not known, has probability 0: an infinite loss. When to use:
 * speech or handwriting, labels in order but without times. The graph grows with the steps: some hundreds are fine.
 *
 * @param logits [batch, steps, classes], before any softmax @param labels int32 [batch, labels], without blanks.
 * @throws ShapeError, DTypeError; where known ArgumentError for a label out of range or blank, and for lengths out of
 *   range.
 * Source: Graves et al. 2006, "Connectionist Temporal Classification".
 */
export function ctc(logits: Tensor, labels: Tensor, options: CtcOptions = {}): Tensor {
  checkLossOptions('ctc', options, ['inputLengths', 'labelLengths', 'blank']);
  const { inputLengths, labelLengths, blank = 0, ...rest } = options;
  requireFloats('ctc', { logits });
  requireRank('ctc', 'logits', logits, 'batch, steps, classes');
  const [batch, steps, classes] = logits.shape as [number, number, number];
  requireInt32('ctc', 'labels', labels);
  if (labels.rank !== 2 || labels.shape[0] !== batch || labels.shape[1] === 0) {
    throw new ShapeError(`ctc: labels must be [${batch}, labels], got ${showShape(labels.shape)}`);
  }
  const isClass = (x: number) => Number.isInteger(x) && x >= 0 && x < classes;
  requireNumber('ctc', 'blank', blank, { text: `a class, 0 to ${classes - 1}`, test: isClass });
  const count = labels.shape[1]!;
  const last = lengths('inputLengths', inputLengths, batch, 1, steps);
  const wanted = lengths('labelLengths', labelLengths, batch, 0, count);
  requireSymbols(labels, classes, blank, count, labelLengths);
  requireClassLogits('ctc', 'logits', logits);
  // A blank among the labels is no label: class −1, as impossible as any other that is not there.
  const symbols = withBlanks(where(equal(labels, blank), -1, labels), blank);
  const size = symbols.shape[1]!;
  const inside = clip(symbols, 0, classes - 1);
  const nothing = minusInfinity(logits.dtype);
  const index = broadcastTo(expandDims(inside, 1), [batch, steps, size]);
  // Padding behind the labels need not be classes.
  const there = expandDims(equal(symbols, inside), 1);
  const emissions = where(there, takeAlongAxis(logSoftmax(logits, 2), index, 2), nothing);
  const at = (t: number) => squeeze(slice(emissions, { axis: 1, start: t, end: t + 1 }), 1);
  const shifted = (x: Tensor, by: number) =>
    concat([broadcastTo(nothing, [batch, by]), slice(x, { axis: 1, end: size - by })], 1);
  // A blank between two labels may be left out if they differ.
  const before = concat([full([batch, 2], blank, 'int32'), slice(symbols, { axis: 1, end: size - 2 })], 1);
  const skippable = logicalAnd(notEqual(symbols, blank), notEqual(symbols, before));
  const start = concat([full([batch, 2], true), full([batch, size - 2], false)], 1);
  let alpha = where(start, at(0), nothing);
  for (let t = 1; t < steps; t++) {
    const paths = stack([alpha, shifted(alpha, 1), where(skippable, shifted(alpha, 2), nothing)]);
    const next = add(logSumExp(paths, 0), at(t));
    alpha = inputLengths ? where(expandDims(less(last, t + 1), 1), alpha, next) : next;
  }
  // The end is the last label or the blank after it.
  const end = oneHot(wanted.mul(2), size, -1, 'float32').greater(0);
  const label = oneHot(wanted.mul(2).sub(1), size, -1, 'float32').greater(0);
  return finish('ctc', neg(logSumExp(where(end.logicalOr(label), alpha, nothing), 1)), rest);
}

/** blank, label, blank, label, …, blank. */
function withBlanks(labels: Tensor, blank: number): Tensor {
  const [batch, count] = labels.shape as [number, number];
  const pairs = stack([full([batch, count], blank, 'int32'), labels], 2).reshape([batch, 2 * count]);
  return concat([pairs, full([batch, 1], blank, 'int32')], 1);
}

function lengths(name: string, given: Tensor | undefined, batch: number, min: number, max: number): Tensor {
  if (given === undefined) return full([batch], max, 'int32');
  requireInt32('ctc', name, given);
  requireShape('ctc', name, given, [batch]);
  const values = Array.from(hostValues(given) ?? []);
  const at = values.findIndex((n) => n < min || n > max);
  if (at >= 0) throw new ArgumentError(`ctc: ${name}: ${values[at]} at position ${at} must be from ${min} to ${max}`);
  return given;
}

/** @throws ArgumentError for a label that counts and is blank or no class, if the values are known. */
function requireSymbols(labels: Tensor, classes: number, blank: number, count: number, labelLengths?: Tensor): void {
  const values = Array.from(hostValues(labels) ?? []);
  const known = labelLengths && hostValues(labelLengths);
  if (labelLengths && !known) return;
  values.forEach((label, i) => {
    if (known && i % count >= known[Math.floor(i / count)]!) return;
    if (label >= 0 && label < classes && label !== blank) return;
    throw new ArgumentError(
      `ctc: labels: class ${label} at position ${i} is out of range; allowed: 0 to ${classes - 1} without the blank, ${blank}`,
    );
  });
}
