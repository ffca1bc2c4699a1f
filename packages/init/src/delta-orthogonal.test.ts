import { conv, key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { orthogonalityError } from '../test/orthogonality.js';
import { deltaOrthogonal } from './delta-orthogonal.js';

test('an orthogonal matrix in the middle of the window, of even sizes where jax has it', async () => {
  const kernel = deltaOrthogonal({ gain: 2 })(key(1), [5, 3, 3, 4]);
  const middle = kernel.slice([
    { axis: 2, start: 1, end: 2 },
    { axis: 3, start: 1, end: 2 },
  ]);
  expect(await orthogonalityError(middle.reshape([5, 3]), 2)).toBeLessThan(2e-6);
  expect((await kernel.data()).filter((x) => x !== 0)).toHaveLength(15);
  const other = deltaOrthogonal({ gain: 2, axes: { input: -2, output: -1 } })(key(1), [3, 4, 3, 5]);
  expect(await other.transpose([3, 2, 0, 1]).data()).toEqual(await kernel.data());
});

test('the convolution keeps lengths', async () => {
  const x = normal(key(2), [2, 6, 7, 7]);
  const y = conv(x, deltaOrthogonal()(key(1), [6, 6, 3, 3]), { padding: 1 });
  expect(await y.square().sum().div(x.square().sum()).item()).toBeCloseTo(1, 5);
});

test('wrong options and shapes are errors', () => {
  expect(() => deltaOrthogonal()(key(0), [4, 4])).toThrow(
    'deltaOrthogonal: shape [4, 4] must be that of a kernel; for a matrix take orthogonal()',
  );
  expect(() => deltaOrthogonal()(key(0), [3, 4, 3])).toThrow(
    'deltaOrthogonal: 4 inputs must not be more than the 3 outputs',
  );
  expect(() => deltaOrthogonal({ gain: 0 })).toThrow('deltaOrthogonal: gain 0 must be a finite number above 0');
});
