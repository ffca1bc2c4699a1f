import {
  applyWithState,
  batchNorm,
  conv2d,
  dropout,
  flatten,
  initState,
  type Layer,
  type LinearParams,
  linear,
  maxPool,
  relu,
  sequential,
  updateBatchNorm,
} from '@saddlepoint/nn';
import { foldIn, key, normal, reference } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { wave } from '../test/torch.js';

test('the example of the README runs', async () => {
  // README
  const images = normal(key(1), [8, 1, 28, 28]);
  const model = sequential(
    conv2d(1, 16, 3, { padding: 1 }),
    relu(),
    maxPool(2),
    flatten(),
    dropout(0.1),
    linear(16 * 14 * 14, 10),
  );
  const params = model.init(key(2));
  const logits = model.apply(params, images);
  // In training: dropout acts, with a fresh key each step.
  const noisy = model.apply(params, images, { training: true, key: key(3) });
  const kernel = params[0].weight; // typed, and at the path 0.weight as in torch.nn.Sequential
  // end
  expect(kernel.shape).toEqual([16, 1, 3, 3]);
  const values = await logits.data();
  expect(values).toHaveLength(80);
  expect(await noisy.data()).not.toEqual(values);
});

test('the layer of one’s own in the README runs', () => {
  // README
  const gated = (width: number): Layer<{ value: LinearParams; gate: LinearParams }> => {
    const [value, gate] = [linear(width, width), linear(width, width)];
    return {
      children: { value, gate },
      init: (from) => ({ value: value.init(foldIn(from, 0)), gate: gate.init(foldIn(from, 1)) }),
      apply: (p, x) => value.apply(p.value, x).mul(gate.apply(p.gate, x).sigmoid()),
    };
  };
  // end
  const layer = gated(3);
  expectChildren(layer, ['value', 'gate']);
  expect(layer.apply(layer.init(key(0)), wave([2, 3])).shape).toEqual([2, 3]);
});

test('the batch normalisation of the README runs', async () => {
  const images = normal(key(1), [8, 1, 6, 6]);
  // README
  const network = sequential(conv2d(1, 8, 3), batchNorm(8), relu());
  const weights = network.init(key(4));
  const { state } = applyWithState(network, weights, initState(network), images, { training: true });
  const { output } = applyWithState(network, weights, state, images);
  const fresh = await updateBatchNorm(reference(), network, weights, [images]);
  // end
  expect(output.shape).toEqual([8, 8, 4, 4]);
  expect(Object.keys(fresh)).toEqual(Object.keys(state));
});
