import { describe, expect, test } from 'vitest';
import type { Graph } from '../graph.js';
import {
  arange,
  cumsum,
  gather,
  key,
  matmul,
  normal,
  ones,
  pad,
  scatterAdd,
  stopGradient,
  type Tensor,
  tensor,
  trace,
  zeros,
} from '../index.js';
import { barrier } from '../primitives/control.js';
import { runGraph } from '../reference/run.js';
import { opsOf, rawGraph } from '../testing/graphs.js';
import { cut } from './host.js';

const ops = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]) => opsOf(trace(fn, ...args));
const outputs = (graph: Graph) => graph.outputs.map((i) => graph.nodes[i]!);

describe('folding', () => {
  test('what depends on constants alone is computed once, in its dtype', () => {
    const graph = trace(() => [
      tensor([1, 2]).mul(3).exp(),
      tensor([true]).logicalNot(),
      arange(3).mul(2 ** 30),
      tensor([0.1], { dtype: 'float16' }).mul(3),
      tensor([2.5]).cast('bool'),
    ]);
    expect(opsOf(graph)).toEqual([]);
    expect(outputs(graph).map((n) => n.attributes.data)).toEqual([
      Float64Array.of(Math.exp(3), Math.exp(6)),
      Uint8Array.of(0),
      Int32Array.of(0, 2 ** 30, -(2 ** 31)),
      Float64Array.of(0.2998046875),
      Uint8Array.of(1),
    ]);
    expect(outputs(graph).map((n) => n.dtype)).toEqual(['float32', 'bool', 'int32', 'float16', 'bool']);
  });

  test('large results and mere copies stay computed', () => {
    expect(ops(() => arange(65536))).toEqual([]);
    expect(ops(() => arange(65537))).toEqual(['iota']);
    expect(ops(() => ones([1000, 1000]).sum())).toEqual(['broadcastTo', 'sum']);
    expect(ops(() => pad(tensor([1]), [[0, 5]]))).toEqual(['pad']);
    expect(ops(() => arange(70000).sum())).toEqual(['iota', 'sum']);
  });

  test('random numbers and barriers are not folded', () => {
    expect(ops(() => normal(key(1), [2]))).toEqual(['randomNormal']);
    expect(ops((x) => barrier(tensor([1]), x!).exp(), ones([1]))).toEqual(['barrier', 'exp']);
  });
});

describe('values of size zero', () => {
  const empty = zeros([0, 3]);
  const none = zeros([0], 'int32');

  test.each<[string, (x: Tensor, n: Tensor, y: Tensor) => Tensor]>([
    ['a sum', (x) => x.sum(0)],
    ['a sum of everything', (x) => x.exp().sum()],
    ['a product', (x) => matmul(x, x, { transposeA: true })],
    [
      'padding',
      (x) =>
        pad(
          x,
          [
            [2, 0],
            [0, 0],
          ],
          7,
        ),
    ],
    ['scattering nothing', (x, n, y) => scatterAdd(y, n, x)],
    ['concatenation', (x, _n, y) => x.sum(0).add(y.sum(0)).reshape([1, 3])],
    ['taking nothing', (_x, n, y) => gather(y, n).sum(0)],
    ['a running sum of nothing', (x) => cumsum(x, 0).sum(1).sum()],
    ['what stops the derivative', (x) => stopGradient(x).sum(0)],
    ['a barrier that waits for nothing', (x, _n, y) => barrier(y, x).exp()],
  ])('%s is settled before any engine sees it', (_name, fn) => {
    const args = [empty, none, ones([2, 3])] as const;
    const raw = rawGraph(fn as never, ...args);
    const clean = trace(fn, ...args);
    const { engine } = cut(clean);
    for (const node of engine.nodes) expect(node.shape).not.toContain(0);
    const data = [new Float64Array(0), new Int32Array(0), Float64Array.of(1, 2, 3, 4, 5, 6)];
    expect(runGraph(clean, data)).toEqual(runGraph(raw, data));
  });

  test('concatenations lose their empty operands, and the concatenation if one is left', () => {
    expect(ops((x, y) => x!.slice({ axis: 0, end: 0 }).reshape([0]).add(1).sum().add(y!), ones([2]), ones([]))).toEqual(
      [],
    );
    const graph = trace(
      (x: Tensor, y: Tensor) => [x, y, x].reduce((a, b) => a.mul(1).add(b.sum().mul(0))),
      zeros([0]),
      ones([2]),
    );
    expect(outputs(graph)[0]!.shape).toEqual([0]);
  });

  test('an empty output is an empty constant', () => {
    const [node] = outputs(trace((x: Tensor) => x.exp().mul(2), empty));
    expect(node).toMatchObject({ op: 'constant', shape: [0, 3], dtype: 'float32' });
  });
});
