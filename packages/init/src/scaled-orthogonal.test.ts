import { key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { orthogonalityError } from '../test/orthogonality.js';
import { scaledOrthogonal } from './scaled-orthogonal.js';

test.each([
  [64, 16],
  [16, 64],
  [32, 32],
])('[%i, %i] keeps the mean square of a unit', async (outputs, inputs) => {
  const w = scaledOrthogonal({ gain: 2 })(key(1), [outputs, inputs]);
  expect(await orthogonalityError(w, 2 * Math.sqrt(Math.max(1, outputs / inputs)))).toBeLessThan(1e-5);
  const x = normal(key(2), [2000, inputs]);
  const ratio = await x.matmul(w, { transposeB: true }).square().mean().div(x.square().mean()).item();
  expect(Math.abs(ratio / 4 - 1)).toBeLessThan(0.03);
});

test('wrong options and shapes are errors', () => {
  expect(() => scaledOrthogonal()(key(0), [])).toThrow('scaledOrthogonal: shape [] has less than two axes');
  expect(() => scaledOrthogonal({ gain: 0 })).toThrow('scaledOrthogonal: gain 0 must be a finite number above 0');
  expect(() => scaledOrthogonal({ scale: 1 } as object)).toThrow("scaledOrthogonal: unknown option 'scale'");
});
