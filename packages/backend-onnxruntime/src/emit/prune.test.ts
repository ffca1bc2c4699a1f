import { expect, test } from 'vitest';
import type { OnnxNode } from '../onnx/model.js';
import { leavesLast, prune } from './prune.js';

const node = (inputs: string, outputs: string): OnnxNode => ({
  op: 'Any',
  domain: '',
  inputs: inputs.split(' '),
  outputs: outputs.split(' '),
  attributes: {},
});
const results = (nodes: readonly OnnxNode[]) => nodes.map((n) => n.outputs.join(' '));

test('dead nodes, constants and trailing results go', () => {
  const nodes = [node('x c', 'a a2'), node('x d', 'b'), node('a', 'y')];
  const constants = ['c', 'd'].map((name) => ({ name, type: 'float32' as const, dims: [], data: new Uint8Array(4) }));
  const live = prune(nodes, constants, ['y']);
  expect(results(live.nodes)).toEqual(['a', 'y']);
  expect(live.constants.map((c) => c.name)).toEqual(['c']);
});

test('a result before one that is read stays', () => {
  expect(results(prune([node('x', 'values positions'), node('positions', 'y')], [], ['y']).nodes)).toEqual([
    'values positions',
    'y',
  ]);
});

test('leaves go to the end, the first one last', () => {
  const nodes = [node('x', 'a'), node('a', 'first'), node('a', 'b'), node('b', 'second'), node('b', 'c')];
  expect(results(leavesLast(nodes))).toEqual(['a', 'b', 'c', 'second', 'first']);
});
