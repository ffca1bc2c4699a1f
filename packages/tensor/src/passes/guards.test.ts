import { expect, test } from 'vitest';
import type { Graph } from '../graph.js';
import { type Tensor, tensor, trace, where, zeros } from '../index.js';
import { guardsOf } from './guards.js';

const x = zeros([2, 2]);
const flag = tensor(true);

/** The guarded operations with what decides on them. */
const show = (graph: Graph) =>
  Object.fromEntries(
    [...guardsOf(graph)].map(([value, guards]) => [
      graph.nodes[value]!.op,
      guards.map(({ predicate, taken }) => `${taken ? '' : '!'}${graph.nodes[predicate]!.op}`),
    ]),
  );

test('all that ends in one branch is guarded by its condition', () => {
  const graph = trace((p: Tensor, a: Tensor) => where(p, a.exp().sin(), a.neg()), flag, x);
  expect(show(graph)).toEqual({ sin: ['input'], exp: ['input'], neg: ['!input'] });
});

test('a use elsewhere, a condition for each element, and being an output end it', () => {
  expect(show(trace((p: Tensor, a: Tensor) => where(p, a.exp(), a).add(a.exp()), flag, x))).toEqual({});
  const shared = (p: Tensor, a: Tensor) => {
    const y = a.exp();
    return where(p, y.sin(), a).add(y);
  };
  expect(show(trace(shared, flag, x))).toEqual({ sin: ['input'] });
  expect(show(trace((a: Tensor) => where(a.less(0), a.exp(), a), x))).toEqual({});
  const returned = (p: Tensor, a: Tensor) => {
    const y = a.exp();
    return [where(p, y, a), y];
  };
  expect(show(trace(returned, flag, x))).toEqual({});
});

test('both branches of one condition need the value always; nested ones have two guards', () => {
  const both = (p: Tensor, a: Tensor) => {
    const y = a.exp();
    return where(p, y.sin(), y.cos());
  };
  expect(show(trace(both, flag, x))).toEqual({ sin: ['input'], cos: ['!input'] });
  const nested = (p: Tensor, q: Tensor, a: Tensor) => where(p, where(q.logicalNot(), a.exp(), a), a);
  expect(show(trace(nested, flag, flag, x))).toEqual({
    where: ['input'],
    exp: ['input', 'logicalNot'],
    logicalNot: ['input'],
  });
});

test('a condition made of the value does not guard it', () => {
  const self = (a: Tensor) => {
    const y = a.exp();
    return where(y.sum().less(0), y, a);
  };
  expect(show(trace(self, x))).toEqual({});
});
