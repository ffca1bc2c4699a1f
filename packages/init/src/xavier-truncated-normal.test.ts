import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, jaxAxes, named } from '../test/schemes.js';
import { xavierTruncatedNormal } from './xavier-truncated-normal.js';

test.each(named('glorot_normal'))('$shape: the numbers of jax', async (row) => {
  await expectValues(xavierTruncatedNormal({ axes: jaxAxes }), row);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => xavierTruncatedNormal()(key(0), [5])).toThrow(ShapeError);
  expect(() => xavierTruncatedNormal({ scale: 1 } as object)).toThrow("xavierTruncatedNormal: unknown option 'scale'");
});
