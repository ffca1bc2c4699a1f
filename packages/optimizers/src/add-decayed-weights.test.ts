import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { addDecayedWeights } from './add-decayed-weights.js';

const params = { weight: tensor([[2, 4]]), bias: tensor([8]) };
const grads = { weight: tensor([[1, 1]]), bias: tensor([1]) };

test('adds λ times the parameters that the mask names', async () => {
  const all = addDecayedWeights({ weightDecay: 0.5 }).update(grads, {}, params).updates;
  expect(Array.from(await all.weight.data())).toEqual([2, 3]);
  expect(await all.bias.item()).toBe(5);
  const mask = addDecayedWeights({ weightDecay: 0.5, mask: (x) => x.rank > 1 });
  const some = mask.update(grads, mask.init(params), params).updates;
  expect(Array.from(await some.weight.data())).toEqual([2, 3]);
  expect(some.bias).toBe(grads.bias);
});

test('a mask that matches nothing, other trees and wrong options are errors', () => {
  const none = addDecayedWeights({ weightDecay: 1, mask: (_, path) => path.startsWith('wieght') });
  const message = 'addDecayedWeights: the mask matches none of the parameters: weight, bias';
  expect(() => none.init(params)).toThrow(message);
  expect(() => none.update(grads, {}, params)).toThrow(message);
  const all = addDecayedWeights({ weightDecay: 1 });
  expect(() => all.update({ weight: grads.weight } as typeof grads, {}, params)).toThrow(
    'addDecayedWeights: gradients and params differ; missing from gradients: bias',
  );
  expect(() => all.update({ ...grads, bias: tensor([1, 2]) }, {}, params)).toThrow(
    "'bias' is [2] in gradients and [1]",
  );
  expect(() => addDecayedWeights({ weightDecay: -1 })).toThrow('weightDecay -1 must be');
  expect(() => addDecayedWeights({ weightDecay: 1, groups: 1 } as { weightDecay: number })).toThrow(
    "unknown option 'groups'",
  );
});
