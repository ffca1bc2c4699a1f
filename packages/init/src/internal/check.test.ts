import { expect, test } from 'vitest';
import { requireFinite, requireOneOf, requirePositive } from './check.js';

test('good values pass through', () => {
  expect(requireFinite('f', 'x', -1)).toBe(-1);
  expect(requirePositive('f', 'x', 0.5)).toBe(0.5);
  expect(requireOneOf('f', 'x', 'a', ['a', 'b'])).toBe('a');
});

test('others are errors that name the argument, the value and what is allowed', () => {
  expect(() => requireFinite('f', 'x', '2' as never)).toThrow("f: x '2' must be a finite number");
  expect(() => requireFinite('f', 'x', Number.NaN)).toThrow('f: x NaN must be a finite number');
  expect(() => requirePositive('f', 'x', 0)).toThrow('f: x 0 must be a finite number above 0');
  expect(() => requirePositive('f', 'x', Number.POSITIVE_INFINITY)).toThrow('f: x Infinity');
  expect(() => requireOneOf<string>('f', 'x', 'c', ['a', 'b'])).toThrow("f: x 'c' is unknown; allowed: a, b");
});
