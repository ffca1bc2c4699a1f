import { type Tensor, tensor, trace } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { scaleByAdam } from './scale-by-adam.js';
import type { OptimizerState } from './transform.js';

const params = { a: tensor([1, 2]), b: { c: tensor(3) } };

test('the first update is the sign of the gradient, whatever its size', async () => {
  const grads = { a: tensor([1e-3, -1e15]), b: { c: tensor(0) } };
  const transform = scaleByAdam();
  const { updates, state } = transform.update(grads, transform.init(params), params);
  const [a, c] = [await updates.a.data(), await updates.b.c.item()];
  expect(a[0]).toBeCloseTo(1, 4);
  expect(a[1]).toBeCloseTo(-1, 12);
  expect(c).toBe(0);
  expect(await (state.step as typeof params.a).item()).toBe(1);
});

test('the order of leaves does not matter', async () => {
  const transform = scaleByAdam();
  const grads = { a: tensor([1, -2]), b: { c: tensor(5) } };
  const first = transform.update(grads, transform.init(params), params).state;
  const turned = { b: { c: tensor(-1) }, a: tensor([3, 4]) };
  const second = transform.update(turned, first, params).updates;
  const same = transform.update({ a: turned.a, b: turned.b }, first, params).updates;
  expect(await second.a.data()).toEqual(await same.a.data());
  expect(await second.b.c.item()).toEqual(await same.b.c.item());
});

test('the state of another model lists the paths', () => {
  const transform = scaleByAdam();
  const state = transform.init({ a: params.a, d: params.b.c });
  expect(() => transform.update(params, state, params)).toThrow(
    'scaleByAdam: gradients and state.mu differ; missing from gradients: d; missing from state.mu: b.c',
  );
  const narrow = transform.init({ ...params, a: tensor([1]) });
  expect(() => transform.update(params, narrow, params)).toThrow("'a' is [2] in gradients and [1] in state.mu");
  expect(() => transform.update(params, {}, params)).toThrow("scaleByAdam: the state has no 'step' (it has nothing)");
});

test('eleven operations an element', async () => {
  const transform = scaleByAdam();
  const step = (grads: { w: Tensor }, state: OptimizerState) => transform.update(grads, state, grads);
  const w = { w: tensor([1, 2, 3]) };
  const graph = trace(step, w, transform.init(w));
  expect(graph.nodes.filter((node) => node.shape.length > 0 && node.op !== 'input')).toHaveLength(11);
});
