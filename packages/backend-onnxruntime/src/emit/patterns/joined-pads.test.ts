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

/** Three values of one element, padded to places of a vector of `size` and added. */
function sumOfPads(places: readonly number[], size: number, value = 0) {
  const g = new GraphBuilder();
  const pads = places.map((low) =>
    g.op('pad', [g.input([1])], { low: [low], high: [size - 1 - low], interior: [0], value }, [size]),
  );
  const sum = pads.slice(1).reduce((total, x) => g.op('add', [total, x], {}, [size]), pads[0]!);
  return g.graph(sum);
}

const names = { inputNames: ['a', 'b', 'c'], outputNames: ['y'] };
const operators = (graph: ReturnType<typeof sumOfPads>) =>
  emitGraph(graph, { contrib: true, ...names }).nodes.map((node) => node.op);
const values = [f32([1]), f32([2]), f32([3])];

test('pieces that fill the whole, in any order, are joined', async () => {
  const graph = sumOfPads([2, 0, 1], 3);
  expect(operators(graph)).toEqual(['Concat']);
  expect(await run(backend, graph, values)).toEqual([[2, 3, 1]]);
});

test('pieces that overlap, leave gaps or are padded with something else are added', async () => {
  const table: [ReturnType<typeof sumOfPads>, number[]][] = [
    [sumOfPads([0, 0, 1], 2), [3, 3]],
    [sumOfPads([0, 1, 3], 4), [1, 2, 0, 3]],
    [sumOfPads([0, 1, 2], 3, 1), [3, 4, 5]],
  ];
  for (const [graph, expected] of table) {
    expect(operators(graph)).toContain('Add');
    expect(await run(backend, graph, values)).toEqual([expected]);
  }
});
