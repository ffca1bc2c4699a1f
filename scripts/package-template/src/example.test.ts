import { expect, test } from 'vitest';
import { example } from './example.js';

test('scales', () => {
  expect(example(3)).toBe(3);
  expect(example(3, { scale: 2 })).toBe(6);
});

test('refuses a scale that is not finite', () => {
  expect(() => example(3, { scale: Number.NaN })).toThrow(/scale must be a finite number, not NaN/);
});
