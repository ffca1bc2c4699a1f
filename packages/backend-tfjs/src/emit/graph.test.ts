import { conv, type Graph, maxPool, type Tensor, trace, valueAndGrad, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { EngineTraits } from '../engine/traits.js';
import { emitGraph } from './graph.js';

const engine: EngineTraits = {
  name: 'made up',
  has: () => true,
  isRight: () => true,
  slowPlaces: false,
  plainProducts: false,
  share: 'Identity',
  nominalIntegers: false,
};
const wasm = { ...engine, name: 'wasm', slowPlaces: true, plainProducts: true };

const kernelsOf = (graph: Graph, traits = engine): string[] =>
  emitGraph(graph, traits).instructions.map((instruction) =>
    'kernel' in instruction ? instruction.kernel : `${instruction.node.op} on the host`,
  );

test('between convolutions the channels stay last', () => {
  const [x, w] = [zeros([2, 4, 8, 8]), zeros([4, 4, 3, 3])];
  const twice = trace((a: Tensor, b: Tensor) => conv(conv(a, b), b), x, w);
  // In, the kernel, two convolutions, out.
  expect(kernelsOf(twice).filter((kernel) => kernel !== 'Reshape')).toEqual([
    'Transpose',
    'Transpose',
    'Conv2D',
    'Conv2D',
    'Transpose',
  ]);
});

test('the wasm engine gets no kernel that it lacks or is slow at', () => {
  const step = trace(
    (x: Tensor, w: Tensor) =>
      valueAndGrad((p: Tensor) =>
        maxPool(conv(x, p, { strides: 2 }).relu(), 2)
          .sum([0, 2, 3])
          .square()
          .sum(),
      )(w),
    zeros([2, 4, 16, 16]),
    zeros([8, 4, 3, 3]),
  );
  const kernels = kernelsOf(step, wasm);
  for (const slow of ['StridedSlice', 'Tile', 'Conv2DBackpropFilter', 'Conv2DBackpropInput']) {
    expect(kernels).not.toContain(slow);
  }
});

test('products on the wasm engine have plain operands, one pair at a time', () => {
  const graph = trace(
    (q: Tensor, k: Tensor) => q.matmul(k, { transposeB: true }),
    zeros([3, 32, 16]),
    zeros([3, 32, 16]),
  );
  const { instructions } = emitGraph(graph, wasm);
  const products = instructions.filter((i) => 'kernel' in i && i.kernel === 'BatchMatMul');
  expect(products.map((i) => 'attributes' in i && i.attributes)).toEqual(
    new Array(3).fill({ transposeA: false, transposeB: false }),
  );
  expect(kernelsOf(graph)).toEqual(['BatchMatMul']);
});

test('what nobody reads is not there, and what is handed through has a handle of its own', () => {
  const program = emitGraph(
    trace((x: Tensor) => [x, x.exp(), x], zeros([3])),
    engine,
  );
  expect(program.instructions.map((i) => 'kernel' in i && i.kernel)).toEqual(['Exp', 'Identity', 'Identity']);
  expect(new Set(program.outputs).size).toBe(3);
});
