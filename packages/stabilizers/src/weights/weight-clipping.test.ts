import { key, normal, type Tensor, tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose } from '../../test/fixture.js';
import { weightClipping } from './weight-clipping.js';

const params = { layer: { weight: tensor([0.009, -0.5, 0]), bias: tensor([0.02]) } };
const updates = { layer: { weight: tensor([0.005, 0, -0.003]), bias: tensor([1]) } };

test('parameters plus updates lie within the limit', async () => {
  const { layer } = weightClipping().update(updates, {}, params).updates;
  await expectClose(layer.weight, [0.001, 0.49, -0.003], 6);
  await expectClose(layer.bias, [-0.01], 6);
  const [far, step] = [normal(key(1), [500]), normal(key(2), [500])];
  const after = far.add(weightClipping(0.3).update({ w: step }, {}, { w: far }).updates.w);
  expect(await after.abs().max().item()).toBeLessThan(0.3 + 1e-6);
});

test('others stay as they are', () => {
  const clipping = weightClipping(0.1, { match: '**.weight' });
  expect(tree.flatten(clipping.init(params))).toEqual([]);
  expect(clipping.update(updates, {}, params).updates.layer.bias).toBe(updates.layer.bias);
});

test('errors', () => {
  expect(() => weightClipping(0)).toThrow('weightClipping: limit 0 must be a finite number above 0');
  expect(() => weightClipping(1, { filter: 1 } as object)).toThrow("weightClipping: unknown option 'filter'");
  expect(() => weightClipping(1, { match: 'kernel' }).init(params)).toThrow('weightClipping: match names none');
  expect(() => weightClipping().update(updates, {}, undefined as never)).toThrow(
    'weightClipping: there are no parameters',
  );
  const other = { layer: { weight: updates.layer.weight } } as { layer: { weight: Tensor; bias: Tensor } };
  expect(() => weightClipping().update(other, {}, params)).toThrow(
    'weightClipping: the trees differ; unexpected: layer.bias (in the parameters)',
  );
});
