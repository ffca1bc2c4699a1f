import { expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { replaceNodes } from './replace.js';

/** −(x + y) · x, of which the sum is at 2. */
function example() {
  const g = new GraphBuilder();
  const [x, y] = [g.input([4]), g.input([4])];
  const sum = g.op('add', [x, y], {}, [4]);
  return g.graph(g.op('mul', [g.op('neg', [sum], {}, [4]), x], {}, [4]));
}

test('without replacements the graph is the same object', () => {
  const graph = example();
  expect(replaceNodes(graph, new Map())).toBe(graph);
});

test('what nobody reads any more is dropped, inputs stay, and operands keep their meaning', () => {
  const graph = example();
  // In place of the negated sum: the negated second input.
  const { nodes, inputs, outputs } = replaceNodes(graph, new Map([[3, { ...graph.nodes[3]!, inputs: [1] }]]));
  expect(nodes.map(({ op }) => op)).toEqual(['input', 'input', 'neg', 'mul']);
  expect(nodes.map((node) => node.inputs)).toEqual([[], [], [1], [2, 0]]);
  expect([inputs, outputs]).toEqual([[0, 1], [3]]);
});

test('constants are named by the places after the last node, and come before all that read them', () => {
  const graph = example();
  const data = Float32Array.of(1, 2, 3, 4);
  const constant = { op: 'constant', inputs: [], attributes: { data }, shape: [4], dtype: 'float32' as const };
  const replaced = new Map([[2, { ...graph.nodes[2]!, inputs: [0, graph.nodes.length] }]]);
  const { nodes, inputs, outputs } = replaceNodes(graph, replaced, [constant]);
  expect(nodes[0]).toMatchObject({ op: 'constant', attributes: { data } });
  expect(nodes.map((node) => node.inputs)).toEqual([[], [], [], [1, 0], [3], [4, 1]]);
  expect([inputs, outputs]).toEqual([[1, 2], [5]]);
});
