import { compile, eigh, type Graph, reference, type Tensor, tensor, where } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { isHosted, orderByGuards } from './guards.js';

const square = tensor([
  [2, 1],
  [1, 3],
]);

/** The condition is written after what it spares. */
const refresh = (step: Tensor, basis: Tensor, statistic: Tensor) => {
  const fresh = eigh(statistic.add(basis)).vectors;
  return { basis: where(step.sub(1).equal(0), fresh, basis), statistic: statistic.mul(2) };
};

const graphOf = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]): Graph =>
  compile(reference(), fn).graph(...args);

test('a graph without steps of the host stays as it is', () => {
  const graph = graphOf((x) => where(x!.greater(0), x!.mul(2), x!), tensor(1));
  const ordered = orderByGuards(graph, true);
  expect(ordered.graph).toBe(graph);
  expect(ordered.guards.size).toBe(0);
});

test('steps of the host without a condition stay as they are', () => {
  const graph = graphOf((x) => eigh(x!).values, square);
  expect(orderByGuards(graph, true).graph).toBe(graph);
});

test('a condition comes before what it spares, and every operand before its reader', () => {
  const given = graphOf(refresh as (...args: Tensor[]) => unknown, tensor(0), square, square);
  const { graph, guards } = orderByGuards(given, true);
  const hosted = graph.nodes.findIndex((node) => isHosted(graph, node, true));
  const [guard] = guards.get(hosted)!;
  expect(graph.nodes[guard!.predicate]!.op).toBe('equal');
  expect(guard!.taken).toBe(true);
  for (const [value, own] of guards) for (const { predicate } of own) expect(predicate).toBeLessThan(value);
  for (const [value, { inputs }] of graph.nodes.entries()) for (const i of inputs) expect(i).toBeLessThan(value);
});

test('inputs and outputs keep their order', () => {
  const given = graphOf(refresh as (...args: Tensor[]) => unknown, tensor(0), square, square);
  const { graph } = orderByGuards(given, true);
  const shapes = ({ nodes, inputs, outputs }: Graph) =>
    [inputs, outputs].map((list) => list.map((i) => [nodes[i]!.op, nodes[i]!.shape]));
  expect(shapes(graph)).toEqual(shapes(given));
  expect(graph.nodes).toHaveLength(given.nodes.length);
});
