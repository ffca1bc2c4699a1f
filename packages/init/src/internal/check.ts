import { ArgumentError, showValue } from '@saddlepoint/tensor';

/** @throws ArgumentError unless `value` is a finite number. */
export function requireFinite(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} must be a finite number`);
}

/** @throws ArgumentError unless `value` is a finite number above 0. */
export function requirePositive(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} must be a finite number above 0`);
}

/** @throws ArgumentError unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(owner: string, name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} is unknown; allowed: ${allowed.join(', ')}`);
}

/** @throws ArgumentError unless `value` is a whole number from `least` up. */
export function requireCount(owner: string, name: string, value: number | undefined, least = 1): number {
  if (value !== undefined && Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} must be a whole number from ${least} up`);
}

/** @throws ArgumentError unless `value` is a function; an initializer is called to be made, as in `zeros()`. */
export function requireFunction(owner: string, name: string, value: unknown, what: string): void {
  if (typeof value === 'function') return;
  throw new ArgumentError(`${owner}: ${name} must be ${what}, got ${showValue(value)}`);
}

export const requireInitializer = (owner: string, name: string, value: unknown): void =>
  requireFunction(owner, name, value, 'an initializer such as zeros()');
