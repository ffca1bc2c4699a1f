import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectLeaves, expectTrajectory } from '../../test/trajectory.js';
import { applyUpdates } from '../apply-updates.js';
import { chain } from '../chain.js';
import { clipByGlobalNorm } from '../clip-by-global-norm.js';
import type { OptimizerState } from '../transform.js';
import {
  type ScheduleFree,
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeSgdOptions,
  scaleByScheduleFree,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from './schedule-free.js';

test.each<[string, ScheduleFreeSgdOptions]>([
  ['schedule-free sgd', { learningRate: 0.1 }],
  [
    'schedule-free sgd options',
    { learningRate: 0.1, momentum: 0.7, weightDecay: 0.1, warmupSteps: 7, averagePower: 1, ratePower: 1 },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, scheduleFreeSgd(options));
});

test.each<[string, ScheduleFreeAdamwOptions]>([
  ['schedule-free adamw', {}],
  [
    'schedule-free adamw options',
    { learningRate: 0.01, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1, warmupSteps: 7 },
  ],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, scheduleFreeAdamw(options));
});

test('the learning rate may change from step to step, and steps weigh by the largest', async () => {
  await expectTrajectory('schedule-free adamw learning rate', scheduleFreeAdamw(), change);
  const falling = scheduleFreeSgd({ weightDecay: 0.01 });
  await expectTrajectory('schedule-free sgd learning rate', falling, (t) => 10 * change(t));
  const rising = scheduleFreeSgd({ warmupSteps: 30 });
  await expectTrajectory('schedule-free sgd rising rate', rising, (t) => 1e-3 / change(t));
});

test('the averaged parameters', async () => {
  // The fixtures of these cases hold the average only: run as the plain cases do.
  const run = async (optimizer: ScheduleFree, plain: string, evaluated: string) => {
    const { params, state } = await expectTrajectory(plain, optimizer);
    await expectLeaves(evaluated, 50, optimizer.evalParams(params, state));
  };
  await run(scheduleFreeAdamw(), 'schedule-free adamw', 'schedule-free adamw evaluated');
  await run(scheduleFreeSgd({ learningRate: 0.1 }), 'schedule-free sgd', 'schedule-free sgd evaluated');
});

test('wrong options are errors', () => {
  expect(() => scaleByScheduleFree({ momentum: 0 })).toThrow('momentum 0 must be above 0: the average');
  expect(() => scheduleFreeAdamw({ betas: [1, 0.9] })).toThrow('scheduleFreeAdamw: betas[0] 1 must be');
  expect(() => scheduleFreeSgd({ warmupSteps: -1 })).toThrow('scheduleFreeSgd: warmupSteps -1 must be a whole number');
  expect(() => scheduleFreeSgd({ ratePower: -1 })).toThrow('ratePower -1 must be');
  expect(() => scheduleFreeAdamw({ momentum: 0.9 } as object)).toThrow("scheduleFreeAdamw: unknown option 'momentum'");
});

test('the averaged parameters within a chain, from the state of the link', async () => {
  const [inner, params] = [scheduleFreeSgd(), [tensor([3])]];
  const start = { scheduleFreeSgd: inner.init(params) };
  const { updates, state } = chain(clipByGlobalNorm(1), inner).update([tensor([5])], start, params);
  expect(() => inner.evalParams(params, state)).toThrow(
    "scheduleFreeSgd: evalParams: the state has no 'scheduleFree' (it has scheduleFreeSgd); within a chain or wrapper, give the part of the state that is its own: state.scheduleFreeSgd",
  );
  const [x] = inner.evalParams(applyUpdates(params, updates), state.scheduleFreeSgd as OptimizerState);
  // The first average is the first point.
  expect(await x!.item()).toBeCloseTo(2, 5);
});
