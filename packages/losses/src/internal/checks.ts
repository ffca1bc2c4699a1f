import {
  ArgumentError,
  hostValues,
  type Shape,
  ShapeError,
  sameShape,
  showShape,
  showValue,
  Tensor,
} from '@saddlepoint/tensor';
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

/** @throws ShapeError unless x has this shape. @param note what it is, for the message. */
export function requireShape(owner: string, name: string, x: Tensor, shape: Shape, note = ''): void {
  if (sameShape(x.shape, shape)) return;
  throw new ShapeError(`${owner}: ${name} must be ${showShape(shape)}${note}, got ${showShape(x.shape)}`);
}

/** @throws ShapeError unless the rows of both, [n, features], are of one length. */
export function requireSameFeatures(owner: string, args: { readonly [name: string]: Tensor }): void {
  const [[first, x], [second, y]] = Object.entries(args) as [[string, Tensor], [string, Tensor]];
  if (x.shape[1] === y.shape[1]) return;
  throw new ShapeError(`${owner}: ${first} have ${x.shape[1]} features and ${second} ${y.shape[1]}`);
}

/** A range of numbers, in words and as a test. */
export interface Allowed {
  text: string;
  test: (x: number) => boolean;
}
export const positive: Allowed = { text: 'a number above 0', test: (x) => x > 0 && Number.isFinite(x) };
export const nonNegative: Allowed = { text: 'a number from 0 up', test: (x) => x >= 0 && Number.isFinite(x) };
export const finite: Allowed = { text: 'a finite number', test: Number.isFinite };
export const count: Allowed = { text: 'a whole number from 1 up', test: (x) => Number.isSafeInteger(x) && x >= 1 };
export const positiveFraction: Allowed = { text: 'above 0 and up to 1', test: (x) => x > 0 && x <= 1 };
export const fraction: Allowed = { text: 'from 0 to 1', test: (x) => x >= 0 && x <= 1 };

/** @throws ArgumentError for what is no number, or none that is allowed. */
export function requireNumber(owner: string, name: string, x: number, { text, test }: Allowed): void {
  if (typeof x === 'number' && test(x)) return;
  throw new ArgumentError(`${owner}: ${name} ${showValue(x)} must be ${text}`);
}

/**
 * {@link requireNumber} of what may be a scalar tensor too, whose value counts where it is known.
 * @throws DTypeError or ShapeError for another tensor.
 */
export function requireScalar(owner: string, name: string, x: number | Tensor, allowed: Allowed): void {
  if (!(x instanceof Tensor)) return requireNumber(owner, name, x, allowed);
  requireFloats(owner, { [name]: x });
  if (x.rank !== 0) throw new ShapeError(`${owner}: ${name} must be a scalar, got ${showShape(x.shape)}`);
  const [value] = Array.from(hostValues(x) ?? []);
  if (value !== undefined) requireNumber(owner, name, value, allowed);
}

/** @throws ArgumentError for a switch that is given and is neither true nor false. */
export function requireFlags(owner: string, flags: { readonly [name: string]: boolean | undefined }): void {
  for (const [name, x] of Object.entries(flags)) {
    if (x === undefined || typeof x === 'boolean') continue;
    throw new ArgumentError(`${owner}: ${name} ${showValue(x)} must be true or false`);
  }
}

/** @throws ArgumentError unless `x` is a function. */
export function requireFunction(owner: string, name: string, x: unknown): void {
  if (typeof x === 'function') return;
  throw new ArgumentError(`${owner}: ${name} must be a function, got ${showValue(x)}`);
}

/** @throws ArgumentError unless `x` is a list. */
export function requireList(owner: string, name: string, x: unknown): void {
  if (Array.isArray(x)) return;
  throw new ArgumentError(`${owner}: ${name} must be a list, got ${showValue(x)}`);
}

/** @param parts what an object is expected to hold. @throws ArgumentError for what is no object. */
export function requireParts(owner: string, x: unknown, parts: string): void {
  if (Object.prototype.toString.call(x) === '[object Object]') return;
  throw new ArgumentError(`${owner}: expected { ${parts} }, got ${showValue(x)}`);
}

/** @throws ArgumentError naming the position of a value that is not allowed, if the values are known. */
export function requireValues(owner: string, name: string, x: Tensor, { text, test }: Allowed): void {
  const values = hostValues(x) ?? [];
  for (let i = 0; i < values.length; i++) {
    if (test(values[i]!)) continue;
    throw new ArgumentError(`${owner}: ${name}: ${values[i]} at position ${i} must be ${text}`);
  }
}
