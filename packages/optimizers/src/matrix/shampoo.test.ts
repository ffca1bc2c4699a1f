import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory, tangled } from '../../test/trajectory.js';
import { type ShampooOptions, scaleByShampoo, shampoo } from './shampoo.js';

test.each<[string, ShampooOptions]>([
  ['shampoo', {}],
  [
    'shampoo options',
    {
      learningRate: 0.01,
      eps: 1e-3,
      decay: 0.9,
      frequency: 7,
      maxSize: 3,
      grafting: 'adagrad',
      momentum: 0.9,
      weightDecay: 0.1,
    },
  ],
  ['shampoo sgd', { grafting: 'sgd', learningRate: 1e-3, decay: 0.5, frequency: 2 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, shampoo(options), undefined, undefined, tangled);
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('shampoo learning rate', shampoo(), change, undefined, tangled);
});

test('the second statistic is that of the gradient, not of what the first one made of it', async () => {
  const g = tensor([
    [2, 0],
    [0, 1],
  ]);
  const transform = scaleByShampoo({ eps: 1e-12 });
  const { updates } = transform.update([g], transform.init([g]), [g]);
  // L = R = G²: both roots are |G|^(−1/2), and the update is G's polar factor.
  const data = await updates[0]!.data();
  [1, 0, 0, 1].forEach((x, i) => {
    expect(data[i]).toBeCloseTo(x, 5);
  });
});

test('wrong options are errors', () => {
  expect(() => shampoo({ eps: 0 })).toThrow('scaleByShampoo: eps 0 must be a finite number above 0');
  expect(() => shampoo({ grafting: 'adam' } as object)).toThrow("grafting 'adam' must be 'none' or 'sgd' or 'adagrad'");
  expect(() => shampoo({ momentum: 1 })).toThrow('shampoo: momentum 1 must be from 0 up to');
  expect(() => shampoo({ blockSize: 2 } as object)).toThrow("shampoo: unknown option 'blockSize'");
});
