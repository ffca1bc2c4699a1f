import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { expectUniformScale } from '../test/table.js';
import { xavierUniform } from './xavier-uniform.js';

test.each(fixture.xavier)('$shape with gain $gain as in torch', async ({ shape, gain, std }) => {
  await expectUniformScale(xavierUniform({ gain }), shape, std);
});

test('fans from the layer, and axes named by the user', async () => {
  await expectUniformScale((key, shape) => xavierUniform()(key, shape, { fanIn: 5, fanOut: 3 }), [7], 0.5);
  await expectUniformScale(xavierUniform({ axes: { input: -2, output: -1 } }), [3, 3, 2, 6], Math.sqrt(2 / 72));
});

test('an empty parameter is empty', async () => {
  expect(await xavierUniform()(key(0), [0, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => xavierUniform()(key(0), [])).toThrow(ShapeError);
  expect(() => xavierUniform({ gain: -1 })).toThrow('xavierUniform: gain -1 must be a finite number above 0');
  expect(() => xavierUniform({ scale: 1 } as object)).toThrow("xavierUniform: unknown option 'scale'");
});
