import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { adamw } from '../adamw.js';
import { sgd } from '../sgd.js';
import { accumulate } from './accumulate.js';

test('as in Optax', async () => {
  await expectTrajectory('accumulate', accumulate(adam({ learningRate: 0.01 }), { steps: 4 }));
  const decayed = adamw({ learningRate: 0.02, weightDecay: 0.1 });
  await expectTrajectory('accumulate decay', accumulate(decayed, { steps: 3 }));
});

test('no update before the last call, then that of the mean', async () => {
  const optimizer = accumulate(sgd({ learningRate: 1 }), { steps: 2 });
  const params = [tensor([0])];
  const first = optimizer.update([tensor([2])], optimizer.init(params), params);
  expect(await first.updates[0]!.item()).toBeCloseTo(0, 12);
  const second = optimizer.update([tensor([4])], first.state, params);
  expect(await second.updates[0]!.item()).toBe(-3);
});

test('wrong options and states are errors', () => {
  expect(() => accumulate(sgd(), { steps: 0 })).toThrow('accumulate: steps 0 must be a whole number from 1 up');
  expect(() => accumulate(sgd(), {} as never)).toThrow('steps undefined must be');
  const [one, two] = [{ a: tensor([1]) }, { b: tensor([1]) }];
  const optimizer = accumulate(sgd(), { steps: 2 });
  expect(() => optimizer.update(two as never, optimizer.init(one), two as never)).toThrow('state.mean');
});
