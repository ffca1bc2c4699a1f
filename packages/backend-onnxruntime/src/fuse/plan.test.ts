import type { Graph } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { type Fusion, plan } from './plan.js';

/** What is done in which order: `session: ops` or `kernel size: ops → number of results`. */
function steps(graph: Graph, fusion: Fusion): string[] {
  return plan(graph, fusion).steps.map((step) => {
    if (step.kind === 'kernel') {
      const ops = step.kernel.steps.flatMap((s) => ('node' in s ? [s.node.op] : []));
      const reductions = step.kernel.results.flatMap(({ reduce }) => reduce ?? []);
      return `kernel ${step.kernel.size}: ${[...ops, ...reductions].join(' ')} → ${step.kernel.results.length}`;
    }
    if (step.kind === 'host') return `host: ${graph.nodes[step.value]!.op}`;
    const ops = step.graph.nodes.map(({ op }) => op).filter((op) => op !== 'input' && op !== 'constant');
    return `session: ${ops.join(' ')}`;
  });
}

/** y = activation(x · w), and the product with w again of y's gradient: as a layer's two passes. */
function layer(g: GraphBuilder, n: number) {
  const [x, w] = [g.input([n, n]), g.input([n, n])];
  const matmul = (a: number, b: number) => g.op('matmul', [a, b], { transposeA: false, transposeB: false }, [n, n]);
  const h = matmul(x, w);
  const s = g.op('sigmoid', [h], {}, [n, n]);
  const y = g.op('mul', [h, s], {}, [n, n]);
  const out = matmul(y, w);
  const slope = g.op('add', [s, g.op('mul', [y, g.op('sub', [h, s], {}, [n, n])], {}, [n, n])], {}, [n, n]);
  const back = g.op('mul', [out, slope], {}, [n, n]);
  return matmul(back, w);
}

/** One step of momentum with a decayed parameter, for leaves of these sizes. */
function update(g: GraphBuilder, sizes: readonly number[], scale?: number) {
  const rate = g.input([]);
  const step = g.op('add', [g.input([]), g.constant({ data: [1], shape: [], dtype: 'float32' })], {}, []);
  const factor = g.op('mul', [rate, g.op('rsqrt', [step], {}, [])], {}, []);
  const results = sizes.flatMap((n) => {
    const op = (name: string, ...inputs: number[]) => g.op(name, inputs, {}, [n]);
    const [p, m, gradient] = [g.input([n]), g.input([n]), g.input([n])];
    const clipped = scale === undefined ? gradient : op('mul', gradient, scale);
    const next = op(
      'add',
      m,
      op('mul', g.constant({ data: [0.1], shape: [], dtype: 'float32' }), op('sub', clipped, m)),
    );
    return [op('sub', p, op('mul', op('sqrt', op('abs', next)), factor)), next];
  });
  return [step, ...results];
}

test('without fusion all is one session', () => {
  const g = new GraphBuilder();
  const graph = g.graph(layer(g, 4));
  expect(steps(graph, 'never')).toEqual(['session: matmul sigmoid mul matmul sub mul add mul matmul']);
});

test('sessions and kernels take turns, and a later kernel computes forward values again', () => {
  const g = new GraphBuilder();
  expect(steps(g.graph(layer(g, 4)), 'always')).toEqual([
    'session: matmul',
    'kernel 16: sigmoid mul → 1',
    'session: matmul',
    'kernel 16: sigmoid mul sub mul add mul → 1',
    'session: matmul',
  ]);
});

test('an update is one loop for each parameter, after one for all scalars', () => {
  const g = new GraphBuilder();
  expect(steps(g.graph(...update(g, [1000, 20])), 'auto')).toEqual([
    'kernel 1: add rsqrt mul → 2',
    'kernel 1000: sub mul add abs sqrt mul sub → 2',
    'kernel 20: sub mul add abs sqrt mul sub → 2',
  ]);
});

test('a norm over all parameters comes first, and what it scales stays one loop', () => {
  const g = new GraphBuilder();
  const x = g.input([1000]);
  const square = g.op('mul', [x, x], {}, [1000]);
  const norm = g.op('sqrt', [g.op('sum', [square], { axes: [0], keepDims: false }, [])], {}, []);
  expect(steps(g.graph(...update(g, [1000], norm)), 'auto')).toEqual([
    'kernel 1000: mul sum → 1',
    'kernel 1: add rsqrt mul → 2',
    'kernel 1: sqrt → 1',
    'kernel 1000: mul sub mul add abs sqrt mul sub → 2',
  ]);
});

describe('auto', () => {
  test('leaves an operation alone to the engine, which has more threads', () => {
    const g = new GraphBuilder();
    const n = 1 << 20;
    expect(steps(g.graph(g.op('add', [g.input([n]), g.input([n])], {}, [n])), 'auto')).toEqual(['session: add']);
  });

  test('does not cut a session in two for little', () => {
    const g = new GraphBuilder();
    expect(steps(g.graph(layer(g, 8)), 'auto')).toEqual(['session: matmul sigmoid mul matmul sub mul add mul matmul']);
  });

  test('leaves to the engine what does not fit one memory', () => {
    const g = new GraphBuilder();
    const n = 2 ** 29;
    const step = (x: number) => g.op('mul', [g.op('add', [x, x], {}, [n]), x], {}, [n]);
    const graph = g.graph(step(step(step(step(g.input([n]))))));
    expect(steps(graph, 'auto')[0]).toMatch(/^session/);
    expect(steps(graph, 'always')[0]).toMatch(/^session/);
  });
});

test('results never share memory with inputs, constants or each other', () => {
  const g = new GraphBuilder();
  const x = g.input([2, 3]);
  const y = g.op('neg', [x], {}, [2, 3]);
  const flat = g.op('reshape', [y], { shape: [6] }, [6]);
  const { outputs, graph } = plan(g.graph(x, y, flat, y, flat), 'always');
  expect(new Set(outputs).size).toBe(5);
  expect(outputs.filter((value) => graph.nodes[value]!.op === 'reshape')).toHaveLength(4);
});

test('without fusion a reshaped result is the work of the engine', () => {
  const g = new GraphBuilder();
  const y = g.op('neg', [g.input([2, 3])], {}, [2, 3]);
  const planned = plan(g.graph(g.op('reshape', [y], { shape: [6] }, [6])), 'never');
  expect(planned.outputs.map((value) => planned.graph.nodes[value]!.shape)).toEqual([[6]]);
});

describe('what one function cannot hold', () => {
  test('is several loops where results do not wait for each other', () => {
    const g = new GraphBuilder();
    const ratios = Array.from({ length: 800 }, () => g.op('div', [g.input([]), g.input([])], {}, []));
    const planned = plan(g.graph(...ratios), 'always');
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['kernel', 'kernel', 'kernel', 'kernel']);
  });

  test.each(['auto', 'always'] as const)('is left to the engine where it is one chain, fusion %s', (fusion) => {
    const g = new GraphBuilder();
    let x = g.input([]);
    for (let i = 0; i < 20_000; i++) x = g.op('sigmoid', [x], {}, []);
    const planned = plan(g.graph(x), fusion);
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['session']);
  });

  test('or what 32 bits cannot count', () => {
    const g = new GraphBuilder();
    const n = 2 ** 16;
    const product = g.op('mul', [g.input([n, 1]), g.input([n])], {}, [n, n]);
    const largest = g.op('max', [product], { axes: [0, 1], keepDims: false }, []);
    expect(steps(g.graph(largest), 'always')).toEqual(['session: mul max']);
  });
});

test('a reshaped value is read where it is, by kernels and sessions', () => {
  const g = new GraphBuilder();
  const h = g.op('matmul', [g.input([6, 6]), g.input([6, 6])], { transposeA: false, transposeB: false }, [6, 6]);
  const seen = g.op('reshape', [h], { shape: [3, 12] }, [3, 12]);
  const y = g.op('exp', [seen], {}, [3, 12]);
  const back = g.op('reshape', [y], { shape: [6, 6] }, [6, 6]);
  const out = g.op(
    'matmul',
    [back, g.op('reshape', [seen], { shape: [6, 6] }, [6, 6])],
    { transposeA: false, transposeB: false },
    [6, 6],
  );
  expect(steps(g.graph(out), 'always')).toEqual([
    'session: matmul',
    'kernel 36: exp → 1',
    'session: reshape reshape matmul',
  ]);
});
