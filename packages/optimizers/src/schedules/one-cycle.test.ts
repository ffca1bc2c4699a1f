import { arange, compile, reference, sin, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectSchedule, fixture } from '../../test/schedule.js';
import { adamw } from '../adamw.js';
import { applyUpdates } from '../apply-updates.js';
import { sgd } from '../sgd.js';
import type { OptimizerState, Transform } from '../transform.js';
import { oneCycleSchedule } from './one-cycle.js';

test('as in PyTorch', () => {
  expectSchedule('one-cycle', oneCycleSchedule({ peak: 0.1, totalSteps: 30 }));
  expectSchedule(
    'one-cycle options',
    oneCycleSchedule({ peak: 0.1, totalSteps: 30, warmupFraction: 0.4, shape: 'linear', start: 0.01, end: 0.0002 }),
  );
  expectSchedule('one-cycle three phases', oneCycleSchedule({ peak: 0.1, totalSteps: 30, threePhase: true }));
});

const momentum = oneCycleSchedule({ start: 0.95, peak: 0.85, end: 0.95, totalSteps: 30 });

test('the momentum goes the other way', () => {
  expectSchedule('one-cycle momentum', momentum);
  const shape = { warmupFraction: 0.4, shape: 'linear', threePhase: true, totalSteps: 30 } as const;
  expectSchedule('one-cycle momentum options', oneCycleSchedule({ start: 0.9, peak: 0.6, end: 0.9, ...shape }));
});

test.each<[string, Transform]>([
  ['sgd', sgd({ momentum: 0.9 })],
  ['nesterov', sgd({ momentum: 0.9, nesterov: true })],
  ['adamw', adamw()],
])('%s with one cycle of rate and momentum', async (name, optimizer) => {
  const rate = oneCycleSchedule({ peak: 0.1, totalSteps: 30 });
  const step = compile(
    reference(),
    (params: Tensor, state: OptimizerState, learningRate: Tensor, beta: Tensor, t: Tensor) => {
      const grads = sin(
        arange(3)
          .cast('float32')
          .add(t.mul(double(0.7))),
      ).add(params.mul(double(0.2)));
      const next = optimizer.update(grads, state, params, { learningRate, momentum: beta });
      return { params: applyUpdates(params, next.updates), state: next.state };
    },
  );
  // In double precision, where numbers alone would be rounded.
  const double = (x: number) => tensor(Float64Array.of(x)).reshape([]);
  let params = tensor(Float64Array.of(0.3, -1.2, 2));
  let state = optimizer.init(params);
  for (const [t, wanted] of fixture.cycled[name]!.entries()) {
    ({ params, state } = await step(params, state, double(rate(t)), double(momentum(t)), double(t)));
    const got = await params.data();
    wanted.forEach((value, i) => expect(Math.abs(got[i]! / value - 1), `step ${t}`).toBeLessThan(1e-9));
  }
});

test('a momentum of 1 is an error', () => {
  const [params, optimizer] = [tensor([1]), sgd({ momentum: 0.9 })];
  const update = (momentum: number | Tensor) => () =>
    optimizer.update(params, optimizer.init(params), params, { momentum });
  expect(update(1)).toThrow('momentum: momentum 1 must be');
  expect(update(params)).toThrow('momentum: momentum must be a scalar, got [1]');
});

test('it stays at the end', () => {
  expect(oneCycleSchedule({ peak: 1, end: 0.125, totalSteps: 10 })(99)).toBe(0.125);
});

test('wrong options are errors', () => {
  const schedule = (options: object) => () => oneCycleSchedule({ peak: 1, totalSteps: 30, ...options });
  expect(schedule({ totalSteps: 3 })).toThrow('with totalSteps 3 and warmupFraction 0.3 a phase has no steps');
  expect(schedule({ warmupFraction: 0.6, threePhase: true })).toThrow('a phase has no steps');
  expect(schedule({ warmupFraction: 2 })).toThrow('warmupFraction 2 must be from 0 to 1');
  expect(schedule({ shape: 'cos' })).toThrow("shape 'cos' must be 'cosine' or 'linear'");
});
