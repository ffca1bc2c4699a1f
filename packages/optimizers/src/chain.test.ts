import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { adamw } from './adamw.js';
import { chain } from './chain.js';
import { clipByGlobalNorm } from './clip-by-global-norm.js';
import { momentum } from './momentum.js';
import { scaleByAdam } from './scale-by-adam.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';
import { sgd } from './sgd.js';
import { signSgd } from './sign/sign-sgd.js';

const params = { w: tensor([1, 2]) };

test('the updates of one are the gradients of the next', async () => {
  const optimizer = chain(scaleByLearningRate({ learningRate: 2 }), scaleByLearningRate({ learningRate: 3 }));
  const { updates, state } = optimizer.update(params, optimizer.init(params), params);
  expect(Array.from(await updates.w.data())).toEqual([6, 12]);
  expect(state).toEqual({});
});

test('state is keyed by name, so a clip in front changes nothing', () => {
  const keys = (optimizer: ReturnType<typeof chain>) => Object.keys(optimizer.init(params));
  expect(keys(chain(scaleByAdam(), momentum()))).toEqual(['adam', 'momentum']);
  expect(keys(chain(clipByGlobalNorm(1), scaleByAdam(), momentum()))).toEqual(['adam', 'momentum']);
  expect(keys(chain(momentum(), momentum()))).toEqual(['momentum', 'momentum2']);
  expect(keys(chain(clipByGlobalNorm(1), adamw()))).toEqual(['adamw']);
  const before = chain(scaleByAdam()).init(params);
  const after = chain(clipByGlobalNorm(1), scaleByAdam());
  expect(after.update(params, before, params).state).toHaveProperty('adam.mu.w');
});

test('the extras reach every link', async () => {
  const optimizer = chain(clipByGlobalNorm(1e3), adamw({ weightDecay: 0 }));
  const { updates } = optimizer.update(params, optimizer.init(params), params, { learningRate: 0.5 });
  expect((await updates.w.data())[0]).toBeCloseTo(-0.5, 6);
});

test('state of another optimizer is an error, not left unread', () => {
  const state = adamw().init(params);
  expect(() => sgd({ momentum: 0.9 }).update(params, state, params)).toThrow(
    "sgd: the state has adam, which is none of its links (momentum, learningRate): it is another optimizer's",
  );
  expect(() => sgd().update(params, { momentum: { trace: params } }, params)).toThrow(
    'sgd: the state has momentum, which',
  );
  // What signSgd kept its momentum in before it was a mean.
  expect(() => signSgd({ momentum: 0.9 }).update(params, { momentum: { trace: params } }, params)).toThrow(
    'signSgd: the state has momentum, which is none of its links (signum, learningRate)',
  );
});

test('a missing state and an empty chain are errors', () => {
  expect(() => chain(scaleByAdam()).update(params, {}, params)).toThrow("scaleByAdam: the state has no 'step'");
  expect(() => chain()).toThrow('chain: needs one transform or more');
});
