import { expect, test } from 'vitest';
import { concat, flip, ones, pad, stopGradient, type Tensor, tensor, zeros } from '../index.js';
import { runGraph } from '../reference/run.js';
import { opsOf, rawGraph } from '../testing/graphs.js';
import { cleanUp } from './clean-up.js';

const [matrix, row] = [zeros([2, 3]), zeros([3])];
const values = [Float64Array.of(1, -2, 3, -4, 5, -6), Float64Array.of(0.5, 0, -7)];

const cases: [name: string, fn: (x: Tensor, y: Tensor) => Tensor, ops: string[]][] = [
  ['reshapes join', (x) => x.reshape([6]).reshape([3, 2]), ['reshape']],
  ['transposes join', (x) => x.reshape([1, 2, 3]).transpose([1, 2, 0]).transpose([2, 0, 1]), ['reshape']],
  ['broadcasts join', (_x, y) => y.broadcastTo([2, 3]).broadcastTo([4, 2, 3]), ['broadcastTo']],
  ['two flips of the same axes cancel', (x) => flip(flip(x, 1), 1).exp(), ['exp']],
  ['two flips of different axes do not', (x) => flip(flip(x, 1), 0), ['flip', 'flip']],
  ['two negations cancel', (x) => x.neg().neg().exp(), ['exp']],
  ['two negations of bools cancel', (x) => x.less(0).logicalNot().logicalNot(), ['less']],
  ['a slice of everything goes', (x) => x.slice({ axis: 0, step: 1 }).exp(), ['exp']],
  [
    'padding with nothing goes',
    (x) =>
      pad(x, [
        [0, 0],
        [0, 0],
      ]).exp(),
    ['exp'],
  ],
  ['names go', (x) => stopGradient(x).exp(), ['exp']],
  ['neutral elements go', (x) => x.add(0).mul(1).sub(0).div(1).exp(), ['exp']],
  ['neutral elements go from the left too', (x) => tensor(0).add(tensor(1).mul(x)).exp(), ['exp']],
  ['0 − x is not x', (x) => tensor(0).sub(x), ['sub']],
  ['1 / x is not x', (x) => tensor(1).div(x), ['div']],
  ['x · 0 may be NaN, and stays', (x) => x.mul(0), ['mul']],
  ['a neutral element that widens the result leaves the widening', (_x, y) => y.mul(ones([2, 1])), ['broadcastTo']],
  ['operations broadcast by themselves', (x, y) => x.add(y.broadcastTo([2, 3])), ['add']],
  ['what is computed from a broadcast is broadcast', (_x, y) => y.broadcastTo([2, 3]).exp(), ['exp', 'broadcastTo']],
  ['a transpose of the last two axes folds into a product', (x) => x.matmul(x.transpose()), ['matmul']],
  ['two of them too', (x) => x.transpose().matmul(x.transpose().transpose()), ['matmul']],
  [
    'other transposes do not',
    (x) =>
      x
        .reshape([1, 2, 3])
        .transpose([1, 0, 2])
        .matmul(ones([3, 2])),
    ['reshape', 'transpose', 'broadcastTo', 'reshape', 'matmul', 'reshape'],
  ],
  [
    'a concatenation takes its parts’ parts',
    (x, y) => concat([concat([x, x]), y.reshape([1, 3])]),
    ['reshape', 'concat'],
  ],
  ['but not along another axis', (x) => concat([concat([x, x], 1), concat([x, x], 1)]), ['concat', 'concat']],
  [
    'neighbouring parts are joined',
    (x, y) => pad(y, [[0, 2]]).add(pad(x.slice({ axis: 1, end: 1 }).reshape([2]), [[3, 0]])),
    ['slice', 'reshape', 'concat'],
  ],
  ['parts that overlap are not', (_x, y) => pad(y, [[0, 2]]).add(pad(y, [[2, 0]])), ['pad', 'pad', 'add']],
  ['parts with a gap are not', (_x, y) => pad(y, [[0, 4]]).add(pad(y, [[4, 0]])), ['pad', 'pad', 'add']],
  ['parts with other padding are not', (_x, y) => pad(y, [[0, 3]], 1).add(pad(y, [[3, 0]], 1)), ['pad', 'pad', 'add']],
];

test.each(cases)('%s', (_name, fn, ops) => {
  const raw = rawGraph(fn as (...args: Tensor[]) => Tensor, matrix, row);
  const clean = cleanUp(raw);
  expect(opsOf(clean)).toEqual(ops);
  expect(runGraph(clean, values)).toEqual(runGraph(raw, values));
});

test('whole numbers and halves have neutral elements too', () => {
  const int = zeros([2], 'int32');
  expect(opsOf(cleanUp(rawGraph((n) => n!.add(0).mul(1), int)))).toEqual([]);
  expect(opsOf(cleanUp(rawGraph((n) => n!.mul(1).add(0), zeros([2], 'float16'))))).toEqual([]);
});

test('casts stay where they change something', () => {
  const graph = cleanUp(rawGraph((x) => x!.cast('float16').cast('float32'), row));
  expect(opsOf(graph)).toEqual(['cast', 'cast']);
});
