import { expect, test } from 'vitest';
import { ones, Tensor, tensor } from '../index.js';
import { operandsOf } from '../tensor.js';
import { numbers } from '../testing/values.js';
import { ancestors, pullback, sumTo } from './pullback.js';

test('sums down to shapes that broadcast', () => {
  const shapes = [[2, 3], [3], [1, 3], [2, 1], [1], [], [1, 1]];
  for (const shape of shapes) expect(sumTo(ones([2, 3]), shape).shape).toEqual(shape);
  expect(sumTo(ones([0, 3]), [1, 3]).shape).toEqual([1, 3]);
});

test('sums count what was repeated', async () => {
  expect(await numbers(sumTo(ones([2, 3]), [3]))).toEqual([2, 2, 2]);
  expect(await numbers(sumTo(ones([2, 3]), [1, 1]))).toEqual([6]);
  expect(await numbers(sumTo(ones([0, 3]), [1, 3]))).toEqual([0, 0, 0]);
});

test('ancestors come in the order of creation, and no older than asked', () => {
  const a = tensor(1);
  const b = a.add(1);
  const c = b.mul(a);
  const order = ancestors([c], operandsOf);
  expect(order.map((x) => x.id)).toEqual([...order.map((x) => x.id)].sort((x, y) => x - y));
  expect(order).toContain(a);
  expect(ancestors([c, b, c], operandsOf, a.id)).not.toContain(a);
  expect(ancestors([c], operandsOf, c.id)).toEqual([]);
});

test('results that are targets, given twice, or in front of one another', async () => {
  const a = tensor([2]);
  const b = a.mul(3);
  const c = b.mul(b);
  const one = ones([1]);
  const [ga, gb] = pullback([c, b, c], [one, one, one], [a, b]);
  // b is a target: what comes to it stops there.
  expect(ga).toBeUndefined();
  expect(await numbers(gb!)).toEqual([25]);
  const [only] = pullback([c, b, a], [one, one, one], [a]);
  expect(await numbers(only!)).toEqual([2 * 6 * 3 + 3 + 1]);
  expect(pullback([c], [undefined], [a])).toEqual([undefined]);
  expect(pullback([c], [one], [])).toEqual([]);
});

test('a cotangent of fewer or smaller axes is repeated', async () => {
  const x = ones([2, 2]);
  const loose = (g: Tensor) => {
    const y = new Tensor([2, 2], 'float32', {
      kind: 'op',
      inputs: [x],
      attributes: {},
      primitive: { name: 'loose', infer: ([v]) => v!, vjp: () => [() => g], kernel: ([v]) => v!.data },
    });
    return pullback([y], [ones([2, 2])], [x])[0]!;
  };
  for (const shape of [[], [1], [2], [1, 1], [2, 1], [5, 2, 2]]) {
    const g = loose(ones(shape));
    expect([g.shape, await numbers(g)]).toEqual([[2, 2], new Array(4).fill(shape.length > 2 ? 5 : 1)]);
  }
});
