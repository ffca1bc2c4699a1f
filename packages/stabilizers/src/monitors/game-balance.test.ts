import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { itemsOf } from '../../test/items.js';
import { gameBalance } from './game-balance.js';

test('gap and accuracies by hand', async () => {
  const scores = { real: tensor([[2], [-1], [0.5], [0]]), fake: tensor([[-3], [1], [-0.5], [-2]]) };
  expect(await itemsOf(gameBalance(scores))).toEqual({ gap: 1.5, realAccuracy: 0.5, fakeAccuracy: 0.75 });
  const shifted = await itemsOf(gameBalance(scores, { boundary: 0.75 }));
  expect(shifted).toEqual({ gap: 1.5, realAccuracy: 0.25, fakeAccuracy: 0.75 });
});

test('numbers of samples may differ, and half precision will do', async () => {
  const scores = { real: tensor([1], { dtype: 'float16' }), fake: tensor([-1, -2], { dtype: 'float16' }) };
  expect(await itemsOf(gameBalance(scores))).toEqual({ gap: 2.5, realAccuracy: 1, fakeAccuracy: 1 });
});

test('bad input', () => {
  const real = tensor([1]);
  expect(() => gameBalance({ real, fake: tensor([1], { dtype: 'int32' }) })).toThrow('scores.fake of dtype int32');
  expect(() => gameBalance({ real } as { real: typeof real; fake: typeof real })).toThrow(
    'scores.fake must be a tensor',
  );
  expect(() => gameBalance({ real, fake: real }, { boundary: Number.NaN })).toThrow('boundary NaN must be a finite');
});
