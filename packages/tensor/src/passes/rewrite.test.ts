import { expect, test } from 'vitest';
import { ones } from '../index.js';
import { rawGraph } from '../testing/graphs.js';
import { rewrite } from './rewrite.js';

const graph = rawGraph((x) => x!.exp().add(x!.exp()), ones([2]));

test('handing every node through copies none of them', () => {
  const copy = rewrite(graph, (node, builder) => builder.add(node));
  expect(copy).toEqual(graph);
  copy.nodes.forEach((node, i) => {
    expect(node).toBe(graph.nodes[i]);
  });
});

test('operands and outputs follow a node that is replaced', () => {
  const first = new Map<string, number>();
  const merged = rewrite(graph, (node, builder) => {
    const at = first.get(node.op) ?? builder.add(node);
    first.set(node.op, at);
    return at;
  });
  expect(merged.nodes.map((n) => [n.op, n.inputs])).toEqual([
    ['input', []],
    ['exp', [0]],
    ['add', [1, 1]],
  ]);
  expect(merged.outputs).toEqual([2]);
});
