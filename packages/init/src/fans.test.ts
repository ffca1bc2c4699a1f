import { ArgumentError, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { chooseFans, fansOf } from './fans.js';

test.each(fixture.fans)('$shape as in torch', ({ shape, fanIn, fanOut }) => {
  expect(fansOf(shape)).toEqual({ fanIn, fanOut });
});

test('axes of other layouts', () => {
  expect(fansOf([3, 3, 8, 16], { input: -2, output: -1 })).toEqual({ fanIn: 72, fanOut: 144 });
  expect(fansOf([8, 16, 3, 3], { input: 0, output: 1 })).toEqual({ fanIn: 72, fanOut: 144 });
  expect(fansOf([12, 64, 32], { output: 1, input: 2, batch: 0 })).toEqual({ fanIn: 32, fanOut: 64 });
  expect(fansOf([3, 3, 64, 2], { input: [], output: [2, 3] })).toEqual({ fanIn: 9, fanOut: 1152 });
});

test('shapes without fans and wrong axes are errors', () => {
  expect(() => fansOf([5])).toThrow(ShapeError);
  expect(() => fansOf([5])).toThrow('fansOf: shape [5] has no axis 1, so its fans are unknown; name the axes');
  expect(() => fansOf([])).toThrow('shape [] has no axis 1');
  expect(() => fansOf([3, 4], { input: 2 })).toThrow(
    'fansOf: axes.input 2 is no axis of shape [3, 4]; allowed: -2 to 1',
  );
  expect(() => fansOf([3, 4], { input: -2 })).toThrow('fansOf: axes: axis 0 of [3, 4] is named twice');
  expect(() => fansOf([], { input: 0 })).toThrow('axes.input 0 is no axis of shape []; a scalar has no axes');
  expect(() => fansOf([3, -4])).toThrow('fansOf: [3, -4] is not a shape');
  expect(() => fansOf([3, 4], { batch: '0' as never })).toThrow("axes.batch '0' is no axis of shape [3, 4]");
  expect(() => fansOf([3, 4], null as never)).toThrow('fansOf: axes: expected options');
  expect(() => fansOf([3, 4], { inputs: 1 } as object)).toThrow("fansOf: axes: unknown option 'inputs'");
});

test('axes that the user names win over the fans that a layer gives, and those over the shape', () => {
  const layer = { fanIn: 5, fanOut: 6 };
  expect(chooseFans('f', [2, 3], layer, { input: 0, output: 1 })).toEqual({ fanIn: 2, fanOut: 3 });
  expect(chooseFans('f', [2], layer, undefined)).toBe(layer);
  expect(chooseFans('f', [2, 3], undefined, undefined)).toEqual({ fanIn: 3, fanOut: 2 });
  expect(() => chooseFans('f', [2], undefined, undefined)).toThrow('f: shape [2] has no axis 1');
  expect(() => chooseFans('f', [2], { fanIn: 0, fanOut: 1 }, undefined)).toThrow(ArgumentError);
  expect(() => chooseFans('f', [2], { fanIn: 0, fanOut: 1 }, undefined)).toThrow('f: fanIn 0 must be');
});
