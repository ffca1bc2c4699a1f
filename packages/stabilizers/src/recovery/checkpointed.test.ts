import { grad, key, matmul, sum, type Tensor, trace, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, passWith, wave } from '../../test/fixture.js';
import { spatialDropout } from '../dropout/spatial-dropout.js';
import type { LayerLike } from '../internal/layer.js';
import { type CheckpointedOptions, checkpointed } from './checkpointed.js';

type Params = { weight: Tensor };
let phase = 0;
const dense: LayerLike = {
  init: () => ({ weight: wave([3, 3], 0.7, ++phase) }),
  apply: (p, x) => matmul(x, (p as Params).weight).tanh(),
};
const layers = Array.from({ length: 9 }, () => dense);
const x = wave([2, 3]);
const params = checkpointed(layers, { every: 1 }).init(key(0)) as Params[];

/** How often a gradient computes the forward products: 9 without checkpoints; and twice that in the backward pass. */
function forwardProducts(options: CheckpointedOptions): number {
  const model = checkpointed(layers, options);
  const graph = trace((p: Params[]) => grad((q: Params[]) => sum(model.apply(q, x)))(p), params);
  return graph.nodes.filter((node) => node.op === 'tanh').length;
}

test('computes again exactly the layers of the policy', () => {
  expect(forwardProducts({ every: 9 })).toBe(9);
  expect(forwardProducts({ every: 3 })).toBe(15);
  expect(forwardProducts({ every: 4 })).toBe(17);
  expect(forwardProducts({ segments: 'sqrt' })).toBe(15);
  expect(forwardProducts({ where: (_, i) => i < 2 })).toBe(11);
});

test.each<CheckpointedOptions>([{ every: 2 }, { segments: 'sqrt' }, { where: (_, i) => i % 2 === 0 }])(
  'values and gradients stay the same: %o',
  async (options) => {
    const plain = layers.reduce((y, layer, i) => layer.apply(params[i], y), x);
    const model = checkpointed(layers, options);
    const [value, gradients] = valueAndGrad((p: Params[]) => sum(model.apply(p, x).mul(wave([2, 3], 1, 1.1))))(params);
    await expectClose(model.apply(params, x), [...(await plain.data())], 12);
    await expectClose(value, [await sum(plain.mul(wave([2, 3], 1, 1.1))).item()], 12);
    const expected = grad((p: Params[]) =>
      sum(layers.reduce((y, layer, i) => layer.apply(p[i], y), x).mul(wave([2, 3], 1, 1.1))),
    )(params);
    for (const [i, g] of gradients.entries()) await expectClose(g.weight, [...(await expected[i]!.weight.data())], 12);
  },
);

test('keys and state are those of each layer', async () => {
  const counting: LayerLike = {
    init: () => ({}),
    state: () => ({ sum: wave([]) }),
    apply(_p, y, context) {
      context!.state!.write('sum', sum(y));
      return y;
    },
  };
  const model = checkpointed([spatialDropout(0.5), counting, spatialDropout(0.5)], { every: 1 });
  const ones = wave([8, 8, 1], 0).add(1);
  const { output, state } = passWith(model, [{}, {}, {}], { '1.sum': wave([]) }, ones, { training: true, key: key(1) });
  const kept = await state['1.sum']!.item();
  // Two masks of their own: a quarter of the channels is left, times four.
  expect(new Set(await output.data())).toEqual(new Set([0, 4]));
  expect(kept).toBeGreaterThan(0);
});

test('errors', () => {
  expect(() => checkpointed([], { every: 1 })).toThrow('checkpointed: needs a list of one layer or more');
  expect(() => checkpointed([dense, 3 as never], { every: 1 })).toThrow('expected a layer with init and apply, got 3');
  expect(() => checkpointed(layers, {})).toThrow('checkpointed: give one of every, segments and where');
  expect(() => checkpointed(layers, { every: 2, segments: 'sqrt' })).toThrow('give one of every, segments and where');
  expect(() => checkpointed(layers, { every: 0 })).toThrow('checkpointed: every 0 must be a whole number from 1 up');
  expect(() => checkpointed(layers, { segments: 'log' as 'sqrt' })).toThrow("segments 'log' is unknown; allowed: sqrt");
  expect(() => checkpointed(layers, { where: 3 as never })).toThrow('where must be a function');
  expect(() => checkpointed(layers, { each: 1 } as object)).toThrow("checkpointed: unknown option 'each'");
  expect(() => checkpointed(layers, { every: 1 }).init(3 as never)).toThrow('checkpointed: init: key must be a key');
});
