import { Graph, type GraphNode } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { depthFirst } from './depth-first.js';

const node = (op: string, ...inputs: number[]): GraphNode => ({
  op,
  inputs,
  attributes: {},
  shape: [2],
  dtype: 'float32',
});

test('finishes one output before it begins the next, and drops what none needs', () => {
  // Two chains, written link by link, and one node for nothing.
  const nodes = [
    node('input'),
    node('input'),
    node('exp', 0),
    node('exp', 1),
    node('log', 1),
    node('sin', 2),
    node('cos', 3),
  ];
  const sorted = depthFirst(new Graph(nodes, [0, 1], [5, 6]));
  expect(sorted.nodes.map(({ op }) => op)).toEqual(['input', 'input', 'exp', 'sin', 'exp', 'cos']);
  expect(sorted.nodes.map(({ inputs }) => inputs)).toEqual([[], [], [0], [2], [1], [4]]);
  expect([sorted.inputs, sorted.outputs]).toEqual([
    [0, 1],
    [3, 5],
  ]);
});
