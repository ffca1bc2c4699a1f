import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectNormalScale } from '../test/table.js';
import { lecunNormal } from './lecun-normal.js';

test('standard deviation 1 / √fanIn', async () => {
  await expectNormalScale(lecunNormal(), [3, 16], 0.25);
  await expectNormalScale(lecunNormal(), [3, 4, 2, 2], 0.25);
  await expectNormalScale(lecunNormal({ axes: { input: 0, output: 1 } }), [4, 7], 0.5);
  await expectNormalScale((key, shape) => lecunNormal()(key, shape, { fanIn: 4, fanOut: 1 }), [7], 0.5);
});

test('an empty parameter is empty', async () => {
  expect(await lecunNormal()(key(0), [2, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => lecunNormal()(key(0), [5])).toThrow(ShapeError);
  expect(() => lecunNormal({ gain: 1 } as object)).toThrow("lecunNormal: unknown option 'gain'");
});
