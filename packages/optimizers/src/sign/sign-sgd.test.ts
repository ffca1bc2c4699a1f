import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { scaleBySign, signSgd } from './sign-sgd.js';

test('the reference trajectory', async () => {
  await expectTrajectory('sign sgd', signSgd());
});

test('with momentum, and the learning rate may change from step to step', async () => {
  await expectTrajectory('sign sgd options', signSgd({ momentum: 0.8, weightDecay: 0.1 }), change);
});

test('wrong options are errors', () => {
  expect(() => signSgd({ momentum: 1 })).toThrow('momentum 1 must be from 0 up to');
  expect(() => signSgd({ beta: 1 } as object)).toThrow("signSgd: unknown option 'beta'");
  expect(() => scaleBySign().update(key(1), {}, key(1))).toThrow("scaleBySign: gradients: '(root)' is int32");
});
