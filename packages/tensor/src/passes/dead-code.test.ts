import { expect, test } from 'vitest';
import { Graph } from '../graph.js';
import { zeros } from '../index.js';
import { rawGraph } from '../testing/graphs.js';
import { dropDeadCode } from './dead-code.js';

test('what no output needs is dropped; inputs and what is needed keep their order', () => {
  const raw = rawGraph((a, b) => [a!.exp().sin(), b!.cos().sin()], zeros([1]), zeros([1]));
  const [first] = raw.outputs;
  const graph = dropDeadCode(new Graph(raw.nodes, raw.inputs, [first!]));
  expect(graph.nodes.map((n) => n.op)).toEqual(['input', 'input', 'exp', 'sin']);
  expect([graph.inputs, graph.outputs]).toEqual([[0, 1], [3]]);
});

test('a graph without dead code is returned as it is', () => {
  const raw = rawGraph((a) => a!.exp(), zeros([1]));
  expect(dropDeadCode(raw)).toBe(raw);
});
