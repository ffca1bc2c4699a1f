import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, jaxAxes, named } from '../test/schemes.js';
import { lecunTruncatedNormal } from './lecun-truncated-normal.js';

test.each(named('lecun_normal'))('$shape: the numbers of jax', async (row) => {
  await expectValues(lecunTruncatedNormal({ axes: jaxAxes }), row);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => lecunTruncatedNormal()(key(0), [5])).toThrow(ShapeError);
  expect(() => lecunTruncatedNormal({ scale: 1 } as object)).toThrow("lecunTruncatedNormal: unknown option 'scale'");
});
