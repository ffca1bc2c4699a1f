import { expect, test } from 'vitest';
import type { GraphNode } from './graph.js';
import { schemaProblem } from './graph-schema.js';
import * as api from './index.js';
import { barrier } from './primitives/control.js';
import { primitives } from './primitives/table.js';
import { opsOf, rawGraph } from './testing/graphs.js';

const { zeros, key, grad } = api;
const x = zeros([2, 3]);
const int = zeros([2, 1], 'int32');
const image = zeros([1, 2, 4, 4]);
const sum = (y: api.Tensor) => y.sum();

/** Programs that between them use every primitive. */
const everything: (() => unknown)[] = [
  () => [
    api.abs(x),
    api.sign(x),
    api.exp(x),
    api.log(x),
    api.log1p(x),
    api.expm1(x),
    api.sqrt(x),
    api.rsqrt(x),
    api.sin(x),
  ],
  () => [
    api.cos(x),
    api.tanh(x),
    api.sigmoid(x),
    api.erf(x),
    api.erfInv(x),
    api.floor(x),
    api.round(x),
    api.relu(x),
    api.neg(x),
  ],
  () => [
    api.add(x, 1),
    api.sub(x, 1),
    api.mul(x, 2),
    api.div(x, 2),
    api.pow(x, 1.5),
    api.maximum(x, 0),
    api.minimum(x, 0),
  ],
  () => [
    api.equal(x, 0),
    api.where(api.less(x, 0).logicalAnd(api.lessEqual(x, 0)).logicalOr(x.less(1)), x, 0),
    api.logicalNot(x.less(0)),
  ],
  () => [
    api.clip(x, 0, 1),
    x.cast('int32'),
    x.matmul(x, { transposeB: true }),
    x.sum(),
    x.max(0),
    x.min(1),
    x.argmax(),
    x.softmax(),
  ],
  () => [grad((y: api.Tensor) => sum(api.conv(y, y.slice({ axis: 0, end: 1 }), { padding: 3 })))(image)],
  () => [grad((y: api.Tensor) => sum(api.maxPool(y, 2)))(image), api.maxPool(image, 2), api.conv(image, image)],
  () => [
    api.logSoftmax(x),
    api.standardize(x),
    api.inverseDeviation(x),
    x.cumsum(0),
    api.argsort(x),
    x.reshape([6]),
    x.transpose(),
    x.broadcastTo([2, 2, 3]),
    api.flip(x),
  ],
  () => [
    x.slice({ axis: 1, step: 2 }),
    api.pad(x, [
      [1, 1],
      [0, 0],
    ]),
    api.concat([x, x]),
    api.gather(x, int),
    api.arange(3),
  ],
  () => [api.takeAlongAxis(x, int), grad((y: api.Tensor) => sum(api.takeAlongAxis(y, int).exp()))(x)],
  () => [grad((y: api.Tensor) => sum(api.gather(y, int, 1).exp()))(x), api.stopGradient(x), barrier(x, x)],
  () => [
    api.split(key(0)),
    api.foldIn(key(0), 1),
    api.bits(key(0), [2]),
    api.uniform(key(0), [2]),
    api.normal(key(0), []),
  ],
  () => [api.truncatedNormal(key(0), [1]), api.permutation(key(0), 3)],
  () => [
    api.qr(x).r,
    api.eigh(x.matmul(x, { transposeB: true })).values,
    api.triangularSolve(x.slice({ axis: 1, end: 2 }), x),
  ],
  () => [api.searchSorted(api.arange(3, { dtype: 'float32' }), x)],
];

test('every primitive as the operations write it satisfies the schema', () => {
  const seen = new Set<string>();
  for (const program of everything) {
    const graph = rawGraph(program);
    for (const op of opsOf(graph)) seen.add(op);
    for (const node of graph.nodes) {
      if (node.op === 'input' || node.op === 'constant') continue;
      const first = node.inputs[0];
      const rank = first === undefined ? 0 : graph.nodes[first]!.shape.length;
      expect([node.op, schemaProblem(node, rank)]).toEqual([node.op, undefined]);
    }
  }
  expect([...primitives.keys()].filter((name) => !seen.has(name))).toEqual([]);
});

test.each<[string, Partial<GraphNode>, number, string]>([
  [
    'an axis the operand does not have',
    { op: 'gather', inputs: [0, 1], attributes: { axis: 1 }, shape: [3, 2, 2] },
    1,
    'has a bad axis: 1',
  ],
  ['axes out of order', { op: 'flip', attributes: { axes: [1, 0] } }, 2, 'has a bad axes: [1,0]'],
  ['axes given twice', { op: 'flip', attributes: { axes: [0, 0] } }, 2, 'has a bad axes: [0,0]'],
  ['a fraction among whole numbers', { op: 'reshape', attributes: { shape: [1.5] } }, 1, 'has a bad shape: [1.5]'],
  [
    'padding that is not made of pairs',
    { op: 'maxPool', attributes: { kernel: [2], strides: [2], padding: [[0]], dilations: [1] } },
    3,
    'has a bad padding: [[0]]',
  ],
  ['text for a number', { op: 'clip', attributes: { min: '0', max: 1 } }, 1, 'has a bad min: "0"'],
  ['nothing to join', { op: 'concat', inputs: [], attributes: { axis: 0 } }, 1, 'has 0 operands, needs 1'],
])('%s', (_name, node, rank, problem) => {
  expect(schemaProblem({ inputs: [0], shape: [2], dtype: 'float32', op: 'exp', attributes: {}, ...node }, rank)).toBe(
    problem,
  );
});
