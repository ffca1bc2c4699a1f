import { concat, mul, reference, reshape, sum, type Tensor, tensor, trace } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { look } from './look.js';

test('what a probe says of values inside a graph, group by group', async () => {
  const graph = trace((x: Tensor) => mul(x.exp().add(1), x), tensor([0, 0]));
  const at = (op: string) => graph.nodes.findIndex((node) => node.op === op);
  const sums = (...values: Tensor[]) => concat(values.map((value) => reshape(sum(value), [1])));
  const groups = [[at('mul'), at('exp')], [at('input')]];
  const said = await look(reference(), graph, groups, sums, [tensor([0, 1])]);
  expect(said.map((found) => Array.from(found, (n) => +n.toFixed(5)))).toEqual([[3.71828, 3.71828], [1]]);
});
