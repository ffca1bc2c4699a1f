import { scalar, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { meanDecayOf, momentumOf } from './momentum.js';

test('that of the extras goes before that of the options', () => {
  const own = scalar(0.5, 'float32');
  expect(momentumOf('f', undefined, 0.9)).toBe(0.9);
  expect(momentumOf('f', { momentum: 0 }, 0.9)).toBe(0);
  expect(momentumOf('f', { momentum: own }, 0.9)).toBe(own);
});

test('1 − β, of a number without the rounding of single precision before the difference', async () => {
  expect(await meanDecayOf('f', undefined, 0.999).fresh.item()).toBe(1 - 0.999);
  expect(await meanDecayOf('f', { momentum: scalar(0.75, 'float32') }, 0.9).fresh.item()).toBe(0.25);
});

test('no decay, and several, are errors', () => {
  expect(() => momentumOf('f', { momentum: 1 }, 0.9)).toThrow('f: momentum 1 must be from 0 up to');
  expect(() => momentumOf('f', { momentum: tensor([0.9, 0.8]) }, 0.9)).toThrow('f: momentum must be a scalar, got [2]');
});
