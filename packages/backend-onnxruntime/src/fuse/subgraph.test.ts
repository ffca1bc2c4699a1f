import { expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { subgraph } from './subgraph.js';

test('what comes from elsewhere is an input once; reshapes and constants go along', () => {
  const g = new GraphBuilder();
  const x = g.input([4]);
  const root = g.op('sqrt', [x], {}, [4]);
  const square = g.op('reshape', [root], { shape: [2, 2] }, [2, 2]);
  const two = g.constant({ data: [2], shape: [], dtype: 'float32' });
  const product = g.op('mul', [square, two], {}, [2, 2]);
  const sum = g.op('add', [product, square], {}, [2, 2]);
  const graph = g.graph(sum);
  const values = {
    graph,
    base: (value: number) => (value === square ? root : value),
    computed: () => false,
  };
  const part = subgraph(values, [product, sum], [sum]);
  expect(part.inputs).toEqual([root]);
  expect(part.graph.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([
    ['input'],
    ['reshape', 0],
    ['constant'],
    ['mul', 1, 2],
    ['add', 3, 1],
  ]);
  expect([part.graph.inputs, part.graph.outputs]).toEqual([[0], [4]]);
});
