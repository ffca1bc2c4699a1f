import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { expectNormalScale } from '../test/table.js';
import { xavierNormal } from './xavier-normal.js';

test.each(fixture.xavier)('$shape with gain $gain as in torch', async ({ shape, gain, std }) => {
  await expectNormalScale(xavierNormal({ gain }), shape, std);
});

test('fans from the layer, and axes named by the user', async () => {
  await expectNormalScale((key, shape) => xavierNormal()(key, shape, { fanIn: 5, fanOut: 3 }), [7], 0.5);
  await expectNormalScale(xavierNormal({ axes: { input: -2, output: -1 } }), [3, 3, 2, 6], Math.sqrt(2 / 72));
});

test('an empty parameter is empty', async () => {
  expect(await xavierNormal()(key(0), [0, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => xavierNormal()(key(0), [])).toThrow(ShapeError);
  expect(() => xavierNormal({ gain: -1 })).toThrow('xavierNormal: gain -1 must be a finite number above 0');
  expect(() => xavierNormal({ scale: 1 } as object)).toThrow("xavierNormal: unknown option 'scale'");
});
