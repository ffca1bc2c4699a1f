import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { expectNormalScale } from '../test/table.js';
import { kaimingNormal } from './kaiming-normal.js';

test.each(fixture.kaiming)('$shape $mode $nonlinearity as in torch', async (row) => {
  const initializer = kaimingNormal({
    mode: row.mode === 'fan_in' ? 'fanIn' : 'fanOut',
    nonlinearity: row.nonlinearity === 'leaky_relu' ? 'leakyRelu' : (row.nonlinearity as 'relu' | 'tanh'),
    ...(row.slope === null ? {} : { negativeSlope: row.slope }),
  });
  await expectNormalScale(initializer, row.shape, row.std);
});

test('fans from the layer, and axes named by the user', async () => {
  await expectNormalScale((key, shape) => kaimingNormal()(key, shape, { fanIn: 8, fanOut: 1 }), [7], 0.5);
  await expectNormalScale(kaimingNormal({ axes: { input: 0, output: 1 } }), [8, 3], 0.5);
});

test('an empty parameter is empty', async () => {
  expect(await kaimingNormal()(key(0), [4, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => kaimingNormal()(key(0), [5])).toThrow(ShapeError);
  expect(() => kaimingNormal({ mode: 'fan_in' as 'fanIn' })).toThrow(
    "kaimingNormal: mode 'fan_in' is unknown; allowed: fanIn, fanOut",
  );
  expect(() => kaimingNormal({ a: 1 } as object)).toThrow("kaimingNormal: unknown option 'a'");
  expect(() => kaimingNormal({ negativeSlope: 1 })).toThrow("negativeSlope 1 belongs to 'leakyRelu'");
});
