import { ArgumentError, hostValues, ShapeError, sameShape, showShape, type Tensor } from '@saddlepoint/tensor';
import { requireFloats } from './floats.js';

/** @throws ArgumentError, DTypeError or ShapeError unless all are float tensors of one dtype and shape. */
export function requireAlike(owner: string, args: { readonly [name: string]: Tensor }): void {
  requireFloats(owner, args);
  const [[first, x], ...rest] = Object.entries(args) as [[string, Tensor], ...[string, Tensor][]];
  for (const [name, y] of rest) {
    if (sameShape(x.shape, y.shape)) continue;
    const shapes = `${showShape(x.shape)} and ${showShape(y.shape)}`;
    throw new ShapeError(`${owner}: ${first} and ${name} have different shapes, ${shapes}; reshape one of them`);
  }
}

/** @throws ShapeError unless x has at least (or, with `exactly`, just) this many axes. */
export function requireRank(owner: string, name: string, x: Tensor, axes: string, exactly = true): void {
  const rank = axes.split(',').length;
  if (exactly ? x.rank === rank : x.rank >= rank) return;
  throw new ShapeError(`${owner}: ${name} must be [${axes}${exactly ? '' : ', …'}], got ${showShape(x.shape)}`);
}

/** A range of numbers, in words and as a test. */
export interface Allowed {
  text: string;
  test: (x: number) => boolean;
}
export const positive: Allowed = { text: 'a number above 0', test: (x) => x > 0 && Number.isFinite(x) };
export const nonNegative: Allowed = { text: 'a number from 0 up', test: (x) => x >= 0 && Number.isFinite(x) };
export const fraction: Allowed = { text: 'from 0 to 1', test: (x) => x >= 0 && x <= 1 };

/** @throws ArgumentError for a number, or a value known of a scalar tensor, that is not allowed. */
export function requireNumber(owner: string, name: string, x: number | Tensor, { text, test }: Allowed): void {
  const values = typeof x === 'object' ? (hostValues(x) ?? []) : [x];
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === 'number' && test(values[i]!)) continue;
    throw new ArgumentError(`${owner}: ${name} ${values[i]} must be ${text}`);
  }
}

/** @throws ArgumentError naming the position of a value that is not allowed, if the values are known. */
export function requireValues(owner: string, name: string, x: Tensor, { text, test }: Allowed): void {
  const values = hostValues(x) ?? [];
  for (let i = 0; i < values.length; i++) {
    if (test(values[i]!)) continue;
    throw new ArgumentError(`${owner}: ${name}: ${values[i]} at position ${i} must be ${text}`);
  }
}

/**
 * Rows that are non-negative and sum to 1 are probabilities: taken for logits they train, but towards something else.
 * @throws ArgumentError if the values are known and every one of several classes' rows is such.
 */
export function refuseProbabilities(owner: string, name: string, logits: Tensor, axis = -1): void {
  const values = hostValues(logits);
  const at = axis < 0 ? axis + logits.rank : axis;
  const classes = logits.shape[at] ?? 0;
  if (values === undefined || classes < 2 || values.length === 0) return;
  const inner = logits.shape.slice(at + 1).reduce((a, b) => a * b, 1);
  const sums = new Float64Array(values.length / classes);
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0) return;
    sums[Math.floor(i / (classes * inner)) * inner + (i % inner)]! += values[i]!;
  }
  if (sums.some((s) => Math.abs(s - 1) > 1e-5)) return;
  throw new ArgumentError(
    `${owner}: ${name} look like probabilities (every row sums to 1); leave out the softmax before`,
  );
}
