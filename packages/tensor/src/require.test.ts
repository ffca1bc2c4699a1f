import { expect, test } from 'vitest';
import { ArgumentError } from './errors.js';
import { foldIn, key, split, tensor } from './index.js';
import { requireKey, requireTensor } from './require.js';

test('requireTensor', () => {
  requireTensor('mse', 'target', tensor([1]));
  const thrown = (value: unknown, text: string) =>
    expect(() => requireTensor('mse', 'target', value)).toThrow(
      new ArgumentError(`mse: target must be a tensor, got ${text}`),
    );
  thrown(undefined, 'undefined');
  thrown({ data: [1] }, 'an object');
  thrown([0, 1], 'an array; wrap it: tensor(values)');
  thrown(Int32Array.of(1), 'an Int32Array; wrap it: tensor(values)');
  thrown(3, '3; wrap it: tensor(values)');
  expect(() => requireTensor('f', 'x', [1], 'tensor(x)')).toThrow('got an array; wrap it: tensor(x)');
});

test('requireKey', () => {
  for (const k of [key(3), ...split(key(3)), foldIn(key(3), 1)]) requireKey('dropout', 'key', k);
  const thrown = (value: unknown, text: string) =>
    expect(() => requireKey('dropout', 'key', value)).toThrow(
      new ArgumentError(`dropout: key must be a key such as ${text}`),
    );
  thrown(3, 'key(3), got 3');
  thrown(-1, 'key(0), got -1');
  thrown(undefined, 'key(0), got undefined');
  thrown(split(key(0)), 'key(0), got an array');
  thrown(tensor([1, 2]), 'key(0), got a tensor, float32 [2]');
  thrown(tensor([[1, 2]], { dtype: 'int32' }), 'key(0), got a tensor, int32 [1, 2]');
});
