import { describe, expect, it } from 'vitest';
import { dtypes } from '../dtype.js';
import * as everything from '../index.js';
import { primitives } from '../primitives/table.js';
import { sizeOf } from '../shape.js';
import { Tensor } from '../tensor.js';
import { trace } from '../trace.js';
import { contract } from './contract/table.js';
import { operandsOf } from './evaluate.js';
import { fixtureIds } from './fixtures.js';
import { parseInputs } from './inputs.js';
import { jobsOf } from './session.js';
import { type Family, families } from './table.js';

const methods = Object.entries(families).flatMap(([family, list]) =>
  list.map((method) => ({ family: family as Family, method })),
);

/** Exports that are no operations: containers, tools, errors. */
const others = new Set([
  'bufferOf',
  'byteSize',
  'checkOptions',
  'checkShape',
  'compile',
  'compileGraph',
  'decodeHalf',
  'dtypes',
  'encodeHalf',
  'erfInvCentral',
  'erfInvTail',
  'fromBuffer',
  'Graph',
  'guardsOf',
  'holds',
  'hostArray',
  'hostValues',
  'interpret',
  'isFloat',
  'loadGraph',
  'matcherOf',
  'materialize',
  'operationOf',
  'primitives',
  'reference',
  'requireKey',
  'requireTensor',
  'sameShape',
  'saveGraph',
  'scalar',
  'showShape',
  'showValue',
  'sizeOf',
  'Tensor',
  'tensor',
  'trace',
  'tree',
  'valuesNow',
]);

describe('the table is complete', () => {
  it('has a row for every exported operation', () => {
    const rows = new Set(methods.map(({ method }) => method.name));
    const missing = Object.keys(everything).filter(
      (name) => !rows.has(name) && !others.has(name) && !name.endsWith('Error'),
    );
    expect(missing).toEqual([]);
  });

  it('has no row twice', () => {
    const names = methods.map(({ method }) => method.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const { method } of methods) {
      const cases = method.cases.map((c) => c.name);
      expect(cases.filter((name, i) => cases.indexOf(name) !== i)).toEqual([]);
    }
  });

  it('reaches every primitive', () => {
    const reached = new Set<string>();
    const visit = (x: Tensor): void => {
      if (x.source.kind !== 'op') return;
      reached.add(x.source.primitive.name);
      x.source.inputs.forEach(visit);
    };
    for (const { method } of methods) {
      for (const dtype of dtypes) {
        for (const job of jobsOf(method, dtype)) {
          const y = job.case.run(...operandsOf(job.case, dtype).inputs);
          for (const x of y instanceof Tensor ? [y] : y) visit(x);
        }
      }
    }
    expect([...primitives.keys()].filter((name) => !reached.has(name))).toEqual([]);
  });

  it('has stored values for every case, and no others', () => {
    for (const family of Object.keys(families) as Family[]) {
      const wanted = families[family].flatMap((method) =>
        method.cases.filter((c) => !c.expected).map((c) => `${method.name} ${c.name}`),
      );
      expect(fixtureIds(family).sort()).toEqual(wanted.sort());
    }
  });

  it('tries scalars, empty values and ranks 1 to 5 with every elementwise operation', () => {
    for (const method of [...families.unary, ...families.binary.filter((m) => m.name !== 'lerp')]) {
      const shapes = method.cases.flatMap((c) => parseInputs(c.inputs).map((spec) => spec.shape));
      expect(new Set(shapes.map((shape) => shape.length)), method.name).toEqual(new Set([0, 1, 2, 3, 4, 5]));
      expect(
        shapes.some((shape) => sizeOf(shape) === 0),
        method.name,
      ).toBe(true);
    }
  });

  it('differentiates through what the engine computes, not through constants', () => {
    // A gradient that is a constant of the graph would test the core's folding and nothing else.
    const c = families.movement.find((m) => m.name === 'slice')!.cases.find((x) => x.name === 'step')!;
    const { inputs, weights } = operandsOf(c, 'float32');
    const graph = trace(
      (x: Tensor, w: Tensor) => everything.grad((p: Tensor) => (c.run(p) as Tensor).mul(w).sum())(x),
      inputs[0]!,
      weights[0]!,
    );
    expect(graph.nodes.map((node) => node.op)).toContain('pad');
  });

  it('states the contract of executables', () => {
    expect(Object.keys(contract).length).toBeGreaterThan(25);
  });
});
