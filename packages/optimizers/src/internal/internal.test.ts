import { key, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { OptimizerState } from '../transform.js';
import {
  requireBetas,
  requireCount,
  requireDecay,
  requireNonNegative,
  requireOneOf,
  requireOptions,
  requirePositive,
  requireTransform,
} from './check.js';
import { mapTensors, numberOf, showPaths, stateOf, stepOf, zipLeaves, zipTensors } from './trees.js';

test('checks pass good values and name bad ones', () => {
  expect([requireNonNegative('f', 'x', 0), requirePositive('f', 'x', 2), requireDecay('f', 'x', 0.9)]).toEqual([
    0, 2, 0.9,
  ]);
  expect(requireCount('f', 'n', 3)).toBe(3);
  expect(() => requireNonNegative('f', 'x', Number.POSITIVE_INFINITY)).toThrow('f: x Infinity must be a finite number');
  expect(() => requirePositive('f', 'x', 0)).toThrow('f: x 0 must be a finite number above 0');
  expect(() => requireDecay('f', 'x', 1)).toThrow('f: x 1 must be from 0 up to');
  expect(() => requireCount('f', 'n', -1)).toThrow('f: n -1 must be a whole number');
  expect(() => requireBetas('f', [0.9], 2)).toThrow('f: betas [0.9] must be 2 numbers');
  expect(() => requireOneOf('f', 'x', 'c', ['a', 'b'])).toThrow("f: x 'c' must be 'a' or 'b'");
  expect(() => requirePositive('f', 'x', '1' as unknown as number)).toThrow("f: x '1' must be a finite number above 0");
});

test('what is no transform, or missing options, are named', () => {
  const none = { init: () => ({}), update: () => ({}) };
  expect(() => requireTransform('f', 'inner', none)).not.toThrow();
  expect(() => requireTransform('f', 'inner', () => none)).toThrow('f: inner a function must be a transform, such as');
  expect(() => requireTransform('f', 'inner', undefined)).toThrow('f: inner undefined must be a transform');
  expect(() => requireOptions('f', undefined as never, ['a', 'b'])).toThrow('f: needs options; it takes a, b');
  expect(() => requireOptions('f', { c: 1 }, ['a', 'b'])).toThrow("f: unknown option 'c'; allowed: a, b");
});

test('trees hold float tensors only', () => {
  expect(() => mapTensors('init: params', undefined, (x) => x)).toThrow(
    'init: params: undefined must be a tree of tensors',
  );
  expect(() => mapTensors('f', { a: 'text' }, (x) => x)).toThrow("f: 'a' is a string; the tree must hold tensors only");
  expect(() => mapTensors('f', key(1), (x) => x)).toThrow("f: '(root)' is int32; only floats are trained");
  expect(() => zipTensors('f', [tensor([1])], [key(1)], (x) => x)).toThrow("f: the second: '0' is int32");
});

test('named trees say which of them lacks what', () => {
  const [a, b] = [tensor([1]), tensor([1, 2])];
  const pair = (x: object, y: object) => () => zipLeaves('f', { left: x, right: y }, ['out'], () => ({ out: a }));
  expect(pair({ a, b }, { b, c: a })).toThrow('f: left and right differ; missing from left: c; missing from right: a');
  expect(pair({ a }, { a: b })).toThrow("f: 'a' is [1] in left and [2] in right");
  expect(pair({ a }, { a: 1 })).toThrow("f: right: 'a' is a number; the tree must hold tensors only");
  const halves = () =>
    zipLeaves(
      'f',
      { b, a: [a] },
      ['out'],
      () => ({ out: a }),
      () => [1],
    );
  expect(halves).toThrow('f: b and a differ; missing from b: 0; missing from a: (root)');
});

test('state entries', () => {
  const step = tensor(1, { dtype: 'int32' });
  expect(stateOf('f', { a: step }, 'a')).toBe(step);
  expect(() => stateOf('f', { a: step }, 'b')).toThrow("f: the state has no 'b' (it has a); make it with init(params)");
  expect(() => stateOf('f', undefined as unknown as OptimizerState, 'a')).toThrow(
    'f: the state is undefined; make it with init(params)',
  );
  expect(() => numberOf('f', { d: step }, 'd')).toThrow(
    "f: the state's 'd' is Tensor(int32 [], host); it must be a float",
  );
  expect(stepOf('f', { step })).toBe(step);
  expect(() => stepOf('f', { step: tensor(1) })).toThrow("f: the state's 'step' is Tensor(float32 [], host)");
});

test('many paths are cut short', () => {
  expect(showPaths(Array.from({ length: 10 }, () => tensor(1)))).toBe('0, 1, 2, 3, 4, 5, 6, 7 and 2 more');
});
