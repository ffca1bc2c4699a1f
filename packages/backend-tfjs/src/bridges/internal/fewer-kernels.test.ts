import { adam, adamw, sgd, type Transform } from '@saddlepoint/optimizers';
import { compileGraph, type Graph, reference, type Tensor, tensor, trace } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { depthFirst } from './depth-first.js';
import { fewerKernels } from './fewer-kernels.js';

const [params, grads] = [{ w: tensor([1, -2, 0]) }, { w: tensor([0.5, 3, 0]) }];

function stepOf(transform: Transform): { graph: Graph; inputs: Tensor[] } {
  const state = transform.init(params);
  const graph = trace(
    (p: typeof params, g: typeof grads, s: typeof state, learningRate: Tensor) => {
      const { updates, state: next } = transform.update(g, s, p, { learningRate });
      return { w: p.w.add(updates.w), next };
    },
    params,
    grads,
    state,
    0,
  );
  const inputs = graph.inputs.map((i) => {
    const { shape, attributes } = graph.nodes[i]!;
    if (attributes.name === '0.w') return params.w;
    return attributes.name === '1.w'
      ? grads.w
      : tensor(shape.length > 0 ? [0, 0, 0] : 0, { dtype: graph.nodes[i]!.dtype });
  });
  return { graph, inputs };
}

async function run(graph: Graph, inputs: readonly Tensor[], rate: number): Promise<number[][]> {
  const runner = await compileGraph(reference(), graph);
  const results = await runner.run([...inputs.slice(0, -1), tensor(rate)]);
  return Promise.all(results.map(async (y) => [...(await y.data())].map(Number)));
}

/** Operations on whole parameters. */
const passes = (graph: Graph): number =>
  depthFirst(graph).nodes.filter(({ op, shape }) => shape.length > 0 && op !== 'input' && op !== 'constant').length;

test.each([
  ['adamw', adamw({ weightDecay: 0.1 }), 15, 13],
  ['adam', adam(), 13, 12],
  ['sgd', sgd(), 2, 2],
  ['sgd with decay', sgd({ weightDecay: 0.1 }), 4, 3],
])('%s: the same results in fewer passes, with a rate of 0 too', async (_name, transform, before, after) => {
  const { graph, inputs } = stepOf(transform);
  const fewer = fewerKernels(graph);
  expect([passes(graph), passes(fewer)]).toEqual([before, after]);
  for (const rate of [0.1, 1e-6, 0]) {
    const [expected, actual] = [await run(graph, inputs, rate), await run(fewer, inputs, rate)];
    actual.flat().forEach((x, i) => {
      expect(x).toBeCloseTo(expected.flat()[i]!, 6);
    });
  }
});
