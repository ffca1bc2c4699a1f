import { ArgumentError, checkOptions, showValue } from '@saddlepoint/tensor';

function fail(owner: string, name: string, value: unknown, rule: string): never {
  const shown = Array.isArray(value) ? `[${value.join(', ')}]` : showValue(value);
  throw new ArgumentError(`${owner}: ${name} ${shown} must be ${rule}`);
}

/** @throws ArgumentError unless `value` is a finite number from 0 up. */
export function requireNonNegative(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  return fail(owner, name, value, 'a finite number from 0 up');
}

/** @throws ArgumentError unless `value` is a finite number above 0. */
export function requirePositive(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  return fail(owner, name, value, 'a finite number above 0');
}

/** @throws ArgumentError unless 0 ≤ `value` < 1, as the decay of a running average must be. */
export function requireDecay(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  return fail(owner, name, value, 'from 0 up to, but not including, 1');
}

/** {@link requireDecay} of each, and the right number of them. */
export function requireBetas(owner: string, betas: readonly number[], count: number): void {
  if (!Array.isArray(betas) || betas.length !== count) fail(owner, 'betas', betas, `${count} numbers`);
  betas.forEach((beta, i) => {
    requireDecay(owner, `betas[${i}]`, beta);
  });
}

/** @throws ArgumentError unless `value` is a whole number from 0 up. */
export function requireCount(owner: string, name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail(owner, name, value, 'a whole number from 0 up');
}

/** @throws ArgumentError unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(owner: string, name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  return fail(owner, name, value, allowed.map((x) => `'${x}'`).join(' or '));
}

/** @throws ArgumentError unless `value` is a whole number from 1 up. */
export function requirePositiveCount(owner: string, name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  return fail(owner, name, value, 'a whole number from 1 up');
}

/** @throws ArgumentError unless 0 ≤ `value` ≤ 1. */
export function requireFraction(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  return fail(owner, name, value, 'from 0 to 1');
}

/** @throws ArgumentError unless `values` are whole numbers from 1 up, each above the one before. */
export function requireAscending(owner: string, name: string, values: readonly number[]): readonly number[] {
  if (values.every((value, i) => Number.isSafeInteger(value) && value > (values[i - 1] ?? 0))) return [...values];
  return fail(owner, name, values, 'whole numbers from 1 up that ascend');
}

/** @throws ArgumentError unless `value` has the methods of a transform: `adam()` does, `adam` does not. */
export function requireTransform(owner: string, name: string, value: unknown): void {
  const { init, update } = (value ?? {}) as Record<string, unknown>;
  if (typeof init === 'function' && typeof update === 'function') return;
  fail(owner, name, value, 'a transform, such as adam()');
}

/** `checkOptions` of options that cannot be left out. */
export function requireOptions(owner: string, options: object, allowed: readonly string[]): void {
  if (options === undefined) throw new ArgumentError(`${owner}: needs options; it takes ${allowed.join(', ')}`);
  checkOptions(owner, options, allowed);
}
