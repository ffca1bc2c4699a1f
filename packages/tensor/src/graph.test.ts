import { expect, test } from 'vitest';
import { Graph } from './graph.js';
import { showDot, showMermaid, showText } from './graph-print.js';
import { type Tensor, trace, zeros } from './index.js';

const graph = trace((x: Tensor) => x.exp().add([0, 1, 2].length), zeros([2]));

test('a graph is plain data: a structured clone of its parts is the same graph', () => {
  const { nodes, inputs, outputs } = structuredClone({ ...graph });
  expect(new Graph(nodes, inputs, outputs)).toEqual(graph);
});

test('every operand comes before its use', () => {
  graph.nodes.forEach((node, i) => {
    for (const j of node.inputs) expect(j).toBeLessThan(i);
  });
});

test('prints itself in three ways', () => {
  expect([String(graph), graph.toDot(), graph.toMermaid()]).toEqual([
    showText(graph),
    showDot(graph),
    showMermaid(graph),
  ]);
});
