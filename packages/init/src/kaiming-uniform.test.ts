import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { expectUniformScale } from '../test/table.js';
import { kaimingUniform } from './kaiming-uniform.js';

test.each(fixture.kaiming)('$shape $mode $nonlinearity as in torch', async (row) => {
  const initializer = kaimingUniform({
    mode: row.mode === 'fan_in' ? 'fanIn' : 'fanOut',
    nonlinearity: row.nonlinearity === 'leaky_relu' ? 'leakyRelu' : (row.nonlinearity as 'relu' | 'tanh'),
    ...(row.slope === null ? {} : { negativeSlope: row.slope }),
  });
  await expectUniformScale(initializer, row.shape, row.std);
});

test('fans from the layer, and axes named by the user', async () => {
  await expectUniformScale((key, shape) => kaimingUniform()(key, shape, { fanIn: 8, fanOut: 1 }), [7], 0.5);
  await expectUniformScale(kaimingUniform({ axes: { input: 0, output: 1 } }), [8, 3], 0.5);
});

test('an empty parameter is empty', async () => {
  expect(await kaimingUniform()(key(0), [4, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => kaimingUniform()(key(0), [5])).toThrow(ShapeError);
  expect(() => kaimingUniform({ mode: 'fan_in' as 'fanIn' })).toThrow(
    "kaimingUniform: mode 'fan_in' is unknown; allowed: fanIn, fanOut",
  );
  expect(() => kaimingUniform({ a: 1 } as object)).toThrow("kaimingUniform: unknown option 'a'");
  expect(() => kaimingUniform({ negativeSlope: 1 })).toThrow("negativeSlope 1 belongs to 'leakyRelu'");
});
