import { key, ShapeError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, jaxAxes, named } from '../test/schemes.js';
import { kaimingTruncatedNormal } from './kaiming-truncated-normal.js';

test.each(named('he_normal'))('$shape: the numbers of jax', async (row) => {
  await expectValues(kaimingTruncatedNormal({ axes: jaxAxes }), row);
});

test('wrong options and shapes without fans are errors', () => {
  expect(() => kaimingTruncatedNormal()(key(0), [5])).toThrow(ShapeError);
  expect(() => kaimingTruncatedNormal({ scale: 1 } as object)).toThrow(
    "kaimingTruncatedNormal: unknown option 'scale'",
  );
});
