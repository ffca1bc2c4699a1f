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

function gradientOf(op: string) {
  const g = new GraphBuilder();
  const [x, cotangent] = [g.input([5]), g.input([5])];
  const zero = g.constant(f32([0], []));
  const y = g.op(op, [x], {}, [5]);
  return g.graph(g.op('where', [g.op('less', [zero, y], {}, [5], 'bool'), cotangent, zero], {}, [5]));
}

const operators = (graph: ReturnType<typeof gradientOf>) =>
  emitGraph(graph, { contrib: true, inputNames: ['x', 'g'], outputNames: ['y'] }).nodes.map((node) => node.op);

test('the gradient of relu is a product', async () => {
  const graph = gradientOf('relu');
  expect(operators(graph)).toEqual(['Relu', 'HardSigmoid', 'Mul']);
  const values = [f32([-1, 0, 1e-30, 2, Number.POSITIVE_INFINITY]), f32([1, 2, 3, 4, 5])];
  expect(await run(backend, graph, values)).toEqual([[0, 0, 3, 4, 5]]);
});

test('any other choice stays one: NaN in the branch not taken must not come through', async () => {
  const graph = gradientOf('neg');
  expect(operators(graph)).toContain('Where');
  const values = [f32([-1, 1, 1, -2, 0]), f32([1, Number.NaN, Number.POSITIVE_INFINITY, 4, 5])];
  expect(await run(backend, graph, values)).toEqual([[1, 0, 0, 4, 0]]);
});
