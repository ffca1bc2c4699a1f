import { ArgumentError } from '@saddlepoint/tensor';

/** @throws ArgumentError unless `value` is a finite number from 0 up. */
export function requireNonNegative(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new ArgumentError(`${owner}: ${name} ${value} must be a finite number from 0 up`);
}

/** @throws ArgumentError unless `value` is a finite number above 0. */
export function requirePositive(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new ArgumentError(`${owner}: ${name} ${value} must be a finite number above 0`);
}

/** @throws ArgumentError unless 0 ≤ `value` < 1, as the decay of a running average must be. */
export function requireDecay(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new ArgumentError(`${owner}: ${name} ${value} must be from 0 up to, but not including, 1`);
}

/** @throws ArgumentError unless `value` is a whole number from 0 up. */
export function requireCount(owner: string, name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArgumentError(`${owner}: ${name} ${value} must be a whole number from 0 up`);
}
