import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import { applyUpdates } from '../apply-updates.js';
import { type LionOptions, lion, scaleByLion } from './lion.js';

test.each<[string, LionOptions]>([
  ['lion', {}],
  ['lion options', { learningRate: 0.01, betas: [0.7, 0.9], weightDecay: 0.3 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, lion(options));
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('lion learning rate', lion({ weightDecay: 0.1 }), change);
});

test('the momentum kept is not the one that is signed', async () => {
  const optimizer = lion({ learningRate: 0.1 });
  let params = [tensor(1)];
  let state = optimizer.init(params);
  const seen: number[] = [];
  for (const g of [1, 1, -3, 0.2, -0.5, 0.1]) {
    const result = optimizer.update([tensor(g)], state, params);
    params = applyUpdates(params, result.updates);
    state = result.state;
    seen.push(Number((await params[0]!.item()).toFixed(5)));
  }
  // Signing the momentum that is kept would end at 1.2.
  expect(seen).toEqual([0.9, 0.8, 0.9, 0.8, 0.9, 1]);
});

test('wrong options are errors', () => {
  expect(() => scaleByLion({ betas: [1, 0.9] })).toThrow('scaleByLion: betas[0] 1 must be from 0 up to');
  expect(() => lion({ eps: 1 } as object)).toThrow("lion: unknown option 'eps'");
  expect(() => lion({ learningRate: -1 })).toThrow('lion: learningRate -1 must be a finite number from 0 up');
});
