import { expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import type { OnnxNode } from '../onnx/model.js';
import { emitGraph } from './graph.js';

/** What two convolutions of one image are written as. That their values are right is tested in conv.test.ts. */
function written(block: number, image: number[], filters: number[], groups = 1): string[] {
  const g = new GraphBuilder();
  const [x, v, w] = [g.input(image), g.input(filters), g.input(filters)];
  const ones = filters.slice(2).map(() => 1);
  const window = { strides: ones, dilations: ones, padding: ones.map(() => [0, 0]), groups };
  const sizes = image.slice(2).map((size, i) => size - filters[2 + i]! + 1);
  const shape = [image[0]!, filters[0]!, ...sizes];
  const graph = g.graph(...[v, w].map((weight) => g.op('conv', [x, weight], window, shape)));
  const names = { inputNames: ['x', 'v', 'w'], outputNames: ['a', 'b'] };
  return emitGraph(graph, { contrib: true, block, ...names }).nodes.map(({ op, domain }: OnnxNode) =>
    domain === '' ? op : `${domain.split('.').at(-1)} ${op}`,
  );
}

const plain = ['Conv', 'Conv'];

test('large images with whole blocks of channels are reordered once, and each result back', () => {
  const ops = written(16, [16, 32, 16, 16], [16, 32, 3, 3]);
  const count = (op: string) => ops.filter((other) => other === op).length;
  expect(['nchwc ReorderInput', 'nchwc Conv', 'nchwc ReorderOutput', 'Conv'].map(count)).toEqual([1, 2, 2, 0]);
});

test.each([
  ['an engine without blocks', 1, [16, 32, 16, 16], [16, 32, 3, 3], 1],
  ['few positions', 16, [1, 32, 16, 16], [16, 32, 3, 3], 1],
  ['input channels that do not fill blocks', 16, [16, 24, 16, 16], [16, 24, 3, 3], 1],
  ['output channels that do not fill blocks', 16, [16, 32, 16, 16], [24, 32, 3, 3], 1],
  ['groups', 16, [16, 32, 16, 16], [32, 16, 3, 3], 2],
  ['products of channels alone', 16, [16, 32, 16, 16], [16, 32, 1, 1], 1],
  ['one axis', 16, [16, 32, 256], [16, 32, 3], 1],
] as const)('%s: plain convolutions', (_, block, image, filters, groups) => {
  expect(written(block, [...image], [...filters], groups)).toEqual(plain);
});
