import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, jaxAxes, named } from '../test/schemes.js';
import { lecunUniform } from './lecun-uniform.js';

test.each(named('lecun_uniform'))('$shape: the numbers of jax', async (row) => {
  await expectValues(lecunUniform({ axes: jaxAxes }), row);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => lecunUniform()(key(0), [5])).toThrow(ShapeError);
  expect(() => lecunUniform({ scale: 1 } as object)).toThrow("lecunUniform: unknown option 'scale'");
});
