import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostArray } from '../dtype.js';
import type { Graph } from '../graph.js';
import { grad, ones, tensor, zeros } from '../index.js';
import { runGraph } from '../reference/run.js';
import { inputShapes, type Program, programs } from '../testing/programs.js';
import { lower, traceCall } from '../trace.js';
import { cleanUp } from './clean-up.js';
import { mergeCommon } from './common.js';
import { dropDeadCode } from './dead-code.js';
import { foldConstants } from './fold.js';
import { cut } from './host.js';
import { simplify } from './simplify.js';

const data: HostArray[] = [Float64Array.of(-1, 0, 0.5, 2, -3, -0), Float64Array.of(1, -1, 0), Int32Array.of(3, 0, -2)];
const args = [zeros(inputShapes.x), zeros(inputShapes.y), zeros(inputShapes.n, 'int32')] as const;

/** The graph as traced, before any pass: the results of two programs, and the gradient of the first. */
function graphOf(a: Program, b: Program): Graph {
  const { inputs, outputs } = traceCall(
    (x, y, n) => {
      const loss = (p: typeof x) => a(p, y, n).cast('float32').sum();
      return [a(x, y, n), b(x, y, n), grad(loss)(x)];
    },
    [...args],
  );
  return lower(outputs, inputs).graph;
}

/** Equal, with NaN equal to itself and zeros of either sign. */
function expectSame(actual: readonly HostArray[], expected: readonly HostArray[]): void {
  expect(actual.map((x) => Array.from(x, (v) => v + 0))).toEqual(expected.map((x) => Array.from(x, (v) => v + 0)));
}

function checkWellFormed(graph: Graph): void {
  graph.nodes.forEach((node, i) => {
    for (const j of node.inputs) expect(j).toBeLessThan(i);
  });
  expect(graph.inputs.map((i) => graph.nodes[i]!.op)).toEqual(['input', 'input', 'input']);
}

const passes = { simplify, foldConstants, mergeCommon, dropDeadCode, cleanUp };

test.each(Object.entries(passes))('%s keeps the meaning of any program and of its derivative', (_name, pass) => {
  fc.assert(
    fc.property(programs, programs, (a, b) => {
      const graph = graphOf(a, b);
      const after = pass(graph);
      checkWellFormed(after);
      const types = (g: Graph) => g.outputs.map((i) => [g.nodes[i]!.shape, g.nodes[i]!.dtype]);
      expect(types(after)).toEqual(types(graph));
      expectSame(runGraph(after, data), runGraph(graph, data));
    }),
    { numRuns: 300 },
  );
});

test('after the clean-up nothing is left to clean up, and no engine sees an empty value', () => {
  fc.assert(
    fc.property(programs, programs, (a, b) => {
      const clean = cleanUp(graphOf(a, b));
      expect(cleanUp(clean).nodes.length).toBeLessThanOrEqual(clean.nodes.length);
      const ops = clean.nodes.map((n) => n.op);
      expect(ops).not.toContain('alias');
      expect(ops).not.toContain('stopGradient');
      const { engine, host } = cut(clean);
      expect(host.nodes).toEqual([]);
      for (const node of engine.nodes) expect(node.shape).not.toContain(0);
      const mergeable = mergeCommon(clean);
      expect(mergeable.nodes).toHaveLength(clean.nodes.length);
    }),
    { numRuns: 300 },
  );
});

test('what only restates its operand disappears', () => {
  const nothing: Program[] = [
    (x) => x.reshape([6]).reshape([2, 3]),
    (x) => x.transpose().transpose(),
    (x) => x.neg().neg(),
    (x) => x.mul(1).add(0).sub(0).div(1),
    (x) => x.mul(ones([2, 3])).add(zeros([])),
    (x) => x.stopGradient(),
  ];
  for (const program of nothing) {
    const { inputs, outputs } = traceCall(program, [...args]);
    const { graph } = lower(outputs, inputs);
    const clean = cleanUp(graph);
    expect(clean.nodes.map((n) => n.op)).toEqual(['input', 'input', 'input']);
    expect(clean.outputs).toEqual([0]);
  }
});

test('unused inputs stay: they are the signature', () => {
  const nothing: Program = () => tensor([1]);
  const { inputs, outputs } = traceCall(nothing, [...args]);
  const clean = cleanUp(lower(outputs, inputs).graph);
  expect(clean.inputs).toEqual([0, 1, 2]);
  expect(clean.nodes.map((n) => n.op)).toEqual(['input', 'input', 'input', 'constant']);
});
