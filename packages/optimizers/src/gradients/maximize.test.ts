import { test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { chain } from '../chain.js';
import { sgd } from '../sgd.js';
import { maximize } from './maximize.js';

test('as in PyTorch: the decay still goes down', async () => {
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 });
  await expectTrajectory('maximize', chain(maximize(), optimizer));
});
