import { expect, test } from 'vitest';
import type { Graph } from '../graph.js';
import { clip, pad, type Tensor, tensor, zeros } from '../index.js';
import { barrier } from '../primitives/control.js';
import { runGraph } from '../reference/run.js';
import { opsOf, rawGraph } from '../testing/graphs.js';
import { mergeCommon, showExactly } from './common.js';
import { dropDeadCode } from './dead-code.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const x = zeros([3]);
const merged = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]) =>
  dropDeadCode(mergeCommon(rawGraph(fn, ...args)));
const constants = (graph: Graph) => graph.nodes.filter((n) => n.op === 'constant').length;

test('equal expressions are computed once, however deep', () => {
  const graph = merged((a) => [a!.exp().mul(a!.sin()), a!.exp().mul(a!.sin())], x);
  expect(opsOf(graph)).toEqual(['exp', 'sin', 'mul']);
  expect(graph.outputs).toEqual([3, 3]);
});

test('operands in another order, other attributes and other inputs are different', () => {
  expect(opsOf(merged((a, b) => [a!.sub(b!), b!.sub(a!)], x, x))).toEqual(['sub', 'sub']);
  expect(opsOf(merged((a) => [a!.exp(), a!.sum(0), a!.sum(0, { keepDims: true })], x))).toEqual(['exp', 'sum', 'sum']);
  expect(opsOf(merged((a, b) => [a!.exp(), b!.exp()], x, x))).toEqual(['exp', 'exp']);
  expect(opsOf(merged((a) => [a!.cast('int32'), a!.cast('bool'), a!.cast('int32')], x))).toEqual(['cast', 'cast']);
});

test('attributes that JSON cannot tell apart are different: infinities, NaN, zeros of either sign', () => {
  const around = (value: number) => pad(tensor([1]), [[1, 0]], value);
  const graph = merged(() => [around(inf), around(-inf), around(nan), around(0), around(-0), around(inf)]);
  expect(opsOf(graph)).toEqual(['pad', 'pad', 'pad', 'pad', 'pad']);
  expect(runGraph(graph, []).map((v) => v[0])).toEqual([inf, -inf, nan, 0, -0, inf]);
  expect(opsOf(merged((a) => [clip(a!, -inf, 1), clip(a!, 1)], x))).toEqual(['clip', 'clip']);
});

test('small constants merge by value, sign of zero and dtype included; large ones by identity', () => {
  expect(constants(merged(() => [tensor([1, 2]), tensor([1, 2])]))).toBe(1);
  expect(constants(merged(() => [tensor([0]), tensor([-0]), tensor([1]), tensor([1], { dtype: 'int32' })]))).toBe(4);
  expect(constants(merged(() => [tensor([[1, 2]]), tensor([1, 2])]))).toBe(2);
  const nans = () => tensor([nan], { allowNonFinite: true });
  expect(constants(merged(() => [nans(), nans()]))).toBe(1);
  const large = zeros([65]);
  expect(constants(merged(() => [large, large.exp(), zeros([65])]))).toBe(2);
});

test('a barrier is neither its operand nor another barrier', () => {
  const graph = merged(
    (a, g, h) => [a!.exp(), barrier(a!, g!).exp(), barrier(a!, h!).exp(), barrier(a!, g!).exp()],
    x,
    x,
    x,
  );
  expect(opsOf(graph)).toEqual(['exp', 'barrier', 'exp', 'barrier', 'exp']);
});

test('exact text', () => {
  expect([0, -0, nan, -inf, true, 'a b', [1, -0], [[1], [2, 3]]].map(showExactly)).toEqual([
    '0',
    '-0',
    'NaN',
    '-Infinity',
    'true',
    '"a b"',
    '[1,-0]',
    '[[1],[2,3]]',
  ]);
});
