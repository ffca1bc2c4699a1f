import { expect, test } from 'vitest';
import '../methods.js';
import { grad } from '../autodiff/transforms.js';
import { tensor } from '../tensor.js';
import { standardize } from './standardize.js';

test('rows have mean 0 and variance 1', async () => {
  const y = await standardize(
    tensor([
      [1, 2, 3],
      [1e6, 1e6 + 1, 1e6 + 2],
    ]),
    1,
    0,
  ).data();
  const expected = Math.sqrt(1.5);
  for (const [i, want] of [-expected, 0, expected, -expected, 0, expected].entries()) expect(y[i]).toBeCloseTo(want, 9);
});

test('several axes count as one row', async () => {
  const y = await standardize(
    tensor([
      [
        [1, 2],
        [3, 4],
      ],
    ]),
    2,
    0,
  ).data();
  expect(y[0]).toBeCloseTo(-1.5 / Math.sqrt(1.25), 12);
});

test('a row without spread is 0, with gradient 0', async () => {
  const x = tensor([2, 2, 2]);
  expect([...(await standardize(x).data())]).toEqual([0, 0, 0]);
  const weights = tensor([1, 2, 3]);
  const g = await grad((z: typeof x) => standardize(z, 1, 1).mul(weights).sum())(x).data();
  expect([...g]).toEqual([-1, 0, 1]);
});

test('wrong arguments are errors', () => {
  const x = tensor([[1, 2]]);
  expect(() => standardize(x, 3)).toThrow('axes 3 must be a number of axes from 1 to the rank, 2');
  expect(() => standardize(x, 1, -1)).toThrow('eps -1 must be 0 or more');
  expect(() => standardize(tensor([[]], { shape: [1, 0] }))).toThrow('must be its last ones, and not empty');
  expect(() => standardize(x.cast('int32'))).toThrow('standardize: got int32');
});
