import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { f32, GraphBuilder, run } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';
import { emitGraph } from './graph.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const options = { contrib: true, inputNames: ['x'], outputNames: ['y'] };

test('a primitive without translation is named', () => {
  const g = new GraphBuilder();
  const graph = g.graph(g.op('toString', [g.input([1])], {}, [1]));
  expect(() => emitGraph(graph, options)).toThrow(/no translation for primitive 'toString'; known: abs, add, argmax/);
});

test('a damaged attribute is named', () => {
  const g = new GraphBuilder();
  const graph = g.graph(g.op('softmax', [g.input([1])], {}, [1]));
  expect(() => emitGraph(graph, options)).toThrow(/softmax: attribute 'axis' must be a number, got undefined/);
});

test('operations that change nothing leave results distinct', async () => {
  const g = new GraphBuilder();
  const x = g.input([2]);
  const same = () => g.op('concat', [x], { axis: 0 }, [2]);
  const [a, b] = await run(backend, g.graph(same(), same()), [f32([1, 2])]);
  expect([a, b]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test('inputs that nothing reads, constants of every dtype', async () => {
  const g = new GraphBuilder();
  g.input([3]);
  const at = g.constant({ data: [1, 0], shape: [2], dtype: 'int32' });
  const table = g.constant({ data: new Float64Array([0.1, 0.2]), shape: [2], dtype: 'float32' });
  const picked = g.op('gather', [table, at], { axis: 0 }, [2]);
  const [y] = await run(backend, g.graph(picked), [f32([0, 0, 0])]);
  expect(y).toEqual([Math.fround(0.2), Math.fround(0.1)]);
});

test('large constants', async () => {
  const g = new GraphBuilder();
  const data = Float32Array.from({ length: 100_000 }, (_, i) => i);
  const sum = g.op('add', [g.constant({ data, shape: [100_000], dtype: 'float32' }), g.input([1])], {}, [100_000]);
  const [y] = await run(backend, g.graph(sum), [f32([1])]);
  expect(y!.slice(-2)).toEqual([99_999, 100_000]);
});

test('nothing dead is written', () => {
  const g = new GraphBuilder();
  const [x, w, b] = [g.input([2, 3]), g.input([3, 4]), g.input([4])];
  const product = g.op('matmul', [x, w], { transposeA: false, transposeB: false }, [2, 4]);
  const y = g.op('add', [product, b], {}, [2, 4]);
  const names = { inputNames: ['x', 'w', 'b'], outputNames: ['y'] };
  const model = emitGraph(g.graph(y), { contrib: true, ...names });
  expect(model.nodes.map((node) => node.op)).toEqual(['Gemm']);
  expect(model.constants).toHaveLength(0);
});
