import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { f32, GraphBuilder, run } from '../../../test/harness.js';
import { onnxruntime } from '../../onnxruntime.js';
import { emitGraph } from '../graph.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const plain = { transposeA: false, transposeB: false };
const window = { strides: [1], padding: [[0, 0]], dilations: [1], groups: 1 };

/** The operators written for a graph, without reshapes. */
function operators(g: GraphBuilder, ...outputs: number[]): string[] {
  const graph = g.graph(...outputs);
  const names = { inputNames: graph.inputs.map((_, i) => `x${i}`), outputNames: outputs.map((_, i) => `y${i}`) };
  return emitGraph(graph, { contrib: true, ...names })
    .nodes.map((node) => node.op)
    .filter((op) => op !== 'Reshape');
}

test('a product of matrices takes the bias along, also through a reshape and from the left', async () => {
  const g = new GraphBuilder();
  const [x, w, b] = [g.input([2, 2]), g.input([2, 3]), g.input([3])];
  const product = g.op('reshape', [g.op('matmul', [x, w], plain, [2, 3])], { shape: [1, 2, 3] }, [1, 2, 3]);
  const y = g.op('add', [b, product], {}, [1, 2, 3]);
  expect(operators(g, y)).toEqual(['Gemm']);
  const values = [f32([1, 0, 0, 1], [2, 2]), f32([1, 2, 3, 4, 5, 6], [2, 3]), f32([10, 20, 30])];
  expect(await run(backend, g.graph(y), values)).toEqual([[11, 22, 33, 14, 25, 36]]);
});

test('a convolution takes the bias along', async () => {
  const g = new GraphBuilder();
  const [x, w, b] = [g.input([1, 1, 3]), g.input([2, 1, 2]), g.input([2, 1])];
  const y = g.op('add', [g.op('conv', [x, w], window, [1, 2, 2]), b], {}, [1, 2, 2]);
  expect(operators(g, y)).toEqual(['Conv']);
  const values = [f32([1, 2, 3], [1, 1, 3]), f32([1, 0, 0, 1], [2, 1, 2]), f32([10, 20], [2, 1])];
  expect(await run(backend, g.graph(y), values)).toEqual([[11, 12, 22, 23]]);
});

test('what is not a bias is added: another axis, a result used twice, a sum that is wider', async () => {
  const g = new GraphBuilder();
  const [x, w] = [g.input([2, 2]), g.input([2, 2])];
  const product = () => g.op('matmul', [x, w], plain, [2, 2]);
  const column = g.op('add', [product(), g.constant(f32([10, 20], [2, 1]))], {}, [2, 2]);
  const shared = product();
  const twice = g.op('add', [shared, g.constant(f32([10, 20]))], {}, [2, 2]);
  const wide = g.op('add', [product(), g.constant(f32([10, 20], [2, 1, 1]))], {}, [2, 2, 2]);
  expect(operators(g, column, shared, twice, wide).filter((op) => op === 'Add')).toHaveLength(3);
  const identity = f32([1, 0, 0, 1], [2, 2]);
  expect(await run(backend, g.graph(column, shared, twice, wide), [f32([1, 2, 3, 4], [2, 2]), identity])).toEqual([
    [11, 12, 23, 24],
    [1, 2, 3, 4],
    [11, 22, 13, 24],
    [11, 12, 13, 14, 21, 22, 23, 24],
  ]);
});
