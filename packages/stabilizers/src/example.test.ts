import { ArgumentError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { example } from './example.js';

test('scales', () => {
  expect(example(3)).toBe(3);
  expect(example(3, { scale: 2 })).toBe(6);
});

test('wrong options are errors', () => {
  expect(() => example(3, { scale: Number.NaN })).toThrow(
    new ArgumentError('example: scale NaN must be a finite number'),
  );
  expect(() => example(3, { factor: 2 } as object)).toThrow("example: unknown option 'factor'; allowed: scale");
});
