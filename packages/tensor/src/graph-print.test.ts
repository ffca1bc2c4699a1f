import { expect, test } from 'vitest';
import { Graph } from './graph.js';
import { clip, type Tensor, tensor, trace, zeros } from './index.js';

const graph = trace(
  (p: { weight: Tensor }, x: Tensor) => ({
    y: x.matmul(p.weight, { transposeB: true }).add(tensor([0.5, 1, 2])),
    top: clip(x, 0),
  }),
  { weight: zeros([3, 2]) },
  zeros([4, 2]),
);

test('a listing names inputs by path and shows attributes, infinities included', () => {
  expect(graph.toString()).toBe(`graph(%0, %1) {
  %0: float32[3, 2] = input() name="0.weight"
  %1: float32[4, 2] = input() name="1"
  %2: float32[4, 3] = matmul(%1, %0) transposeA=false transposeB=true
  %3: float32[3] = constant() data=[0.5, 1, 2]
  %4: float32[4, 3] = add(%2, %3)
  %5: float32[4, 2] = clip(%1) min=0 max=Infinity
  return %4, %5
}`);
});

test('long constants are cut short, digits too', () => {
  const text = trace(() => tensor(Float64Array.from({ length: 9 }, (_, i) => i / 3))).toString();
  expect(text).toContain('data=[0, 0.333333, 0.666667, 1, …]');
  expect(trace(() => tensor([true, false])).toString()).toContain('bool[2] = constant() data=[1, 0]');
});

test('Graphviz', () => {
  expect(graph.toDot()).toBe(`digraph {
  n0 [label="input 0.weight\\nfloat32[3, 2]", shape=ellipse];
  n1 [label="input 1\\nfloat32[4, 2]", shape=ellipse];
  n2 [label="matmul\\nfloat32[4, 3]", shape=box];
  n1 -> n2;
  n0 -> n2;
  n3 [label="constant\\nfloat32[3]", shape=ellipse];
  n4 [label="add\\nfloat32[4, 3]", shape=box, style=bold];
  n2 -> n4;
  n3 -> n4;
  n5 [label="clip\\nfloat32[4, 2]", shape=box, style=bold];
  n1 -> n5;
}`);
});

test('Mermaid', () => {
  expect(graph.toMermaid()).toBe(`flowchart TD
  n0(["input 0.weight<br/>float32[3, 2]"])
  n1(["input 1<br/>float32[4, 2]"])
  n2["matmul<br/>float32[4, 3]"]
  n1 --> n2
  n0 --> n2
  n3(["constant<br/>float32[3]"])
  n4[["add<br/>float32[4, 3]"]]
  n2 --> n4
  n3 --> n4
  n5[["clip<br/>float32[4, 2]"]]
  n1 --> n5`);
});

test('quotes in names do not break the drawings', () => {
  const node = { op: 'input', inputs: [], attributes: { name: 'the "x"' }, shape: [], dtype: 'float32' } as const;
  const named = new Graph([node], [0], [0]);
  expect(named.toDot()).toContain('label="input the \\"x\\"\\nfloat32[]"');
  expect(named.toMermaid()).toContain('"input the #quot;x#quot;<br/>float32[]"');
});
