import { describe, expect, it } from 'vitest';
import type { Backend, Buffer } from '../backend.js';
import { BackendError } from '../errors.js';
import { Graph, type GraphNode } from '../graph.js';
import { reference } from '../reference/backend.js';
import { type Check, conformanceChecks, openSession } from './checks.js';

// Backends with known faults, to see that the suite finds them.

/** The reference backend, but each node is what `change` makes of it. */
function withNodes(change: (node: GraphNode) => GraphNode): Backend {
  const honest = reference();
  return {
    ...honest,
    name: 'broken',
    compile: (graph) => honest.compile(new Graph(graph.nodes.map(change), graph.inputs, graph.outputs)),
  };
}

/** The reference backend, but its compiled graphs run differently. */
function withRun(
  change: (
    run: (inputs: readonly Buffer[]) => Promise<Buffer[]>,
    inputs: readonly Buffer[],
    donated: readonly boolean[],
  ) => Promise<Buffer[]>,
): Backend {
  const honest = reference();
  return {
    ...honest,
    name: 'broken',
    async compile(graph) {
      const executable = await honest.compile(graph);
      const run = (inputs: readonly Buffer[]) =>
        executable.run(
          inputs,
          inputs.map(() => false),
        );
      return { run: (inputs, donated) => change(run, inputs, donated), dispose: () => executable.dispose() };
    },
  };
}

/** One operation in place of another. */
const swapped = (from: string, to: string): Backend =>
  withNodes((node) => (node.op === from ? { ...node, op: to } : node));

/** One attribute changed. */
const misread = (op: string, attribute: string, value: GraphNode['attributes'][string]): Backend =>
  withNodes((node) => (node.op === op ? { ...node, attributes: { ...node.attributes, [attribute]: value } } : node));

/** Titles of the checks of some methods that fail on a backend, with their messages. */
async function failures(backend: Backend, ...methods: string[]): Promise<Map<string, string>> {
  const session = openSession(backend);
  const found = new Map<string, string>();
  const chosen = conformanceChecks().filter((check: Check) => methods.includes(check.method));
  expect(new Set(chosen.map((check) => check.method))).toEqual(new Set(methods));
  for (const check of chosen) {
    try {
      await check.run(session);
    } catch (error) {
      found.set(check.title, (error as Error).message);
    }
  }
  return found;
}

describe('the suite finds', () => {
  it('a wrong value, and names the case, the operands and both numbers', async () => {
    const found = await failures(swapped('tanh', 'sin'), 'tanh', 'exp');
    expect([...found.keys()]).toContain('tanh float32 values');
    expect([...found.keys()].filter((title) => !title.startsWith('tanh'))).toEqual([]);
    expect(found.get('tanh float32 values')).toMatch(
      /^tanh float32 values: \d+ of 10 cases differ on broken:\n- tanh \[\] \(x\[\]\): element 0 is -0.94.*expected -0.84.*\(reference\)/,
    );
  });

  it('a fault that shows in derivatives only', async () => {
    const found = await failures(swapped('cos', 'exp'), 'sin');
    expect([...found.keys()]).toEqual(
      [
        'sin float32 gradients',
        'sin float32 second derivatives',
        'sin float16 gradients',
        'sin float16 second derivatives',
      ].filter((t) => found.has(t)),
    );
    expect(found.has('sin float32 gradients')).toBe(true);
    expect(found.has('sin float32 values')).toBe(false);
  });

  it('an operation the backend does not have, without blaming the other cases', async () => {
    const backend = withNodes((node) => {
      if (node.op === 'transpose') throw new BackendError('no transpose here');
      return node;
    });
    const found = await failures(backend, 'sum', 'transpose', 'prod');
    expect([...found.keys()].some((title) => title.startsWith('sum'))).toBe(false);
    expect(found.get('transpose float32 values')).toMatch(
      /cases differ on broken:\n- transpose \[2,3\] by reversal \(x\[2,3\]\): no transpose here/,
    );
    expect(found.get('prod float32 values')).not.toMatch('prod [5] axes all (x[5])');
  });

  it.each([
    [
      'asymmetric padding read as symmetric',
      misread('conv', 'padding', [
        [1, 1],
        [1, 1],
      ]),
      'conv',
    ],
    ['ignored dilations', misread('conv', 'dilations', [1, 1]), 'conv'],
    ['a filter gradient without strides', misread('convFilter', 'strides', [1, 1]), 'conv'],
    ['a transpose flag not seen', misread('matmul', 'transposeB', false), 'matmul'],
    [
      'padding with ones',
      withNodes((n) => (n.op === 'pad' ? { ...n, attributes: { ...n.attributes, value: 1 } } : n)),
      'slice',
    ],
    ['a descending sort that is not', misread('argsort', 'descending', false), 'topK'],
    ['an exclusive sum that is not', misread('cumsum', 'exclusive', false), 'cumsum'],
    ['rounding halves up', swapped('round', 'floor'), 'round'],
    ['less for lessEqual', swapped('lessEqual', 'less'), 'lessEqual'],
    ['or for and', swapped('logicalAnd', 'logicalOr'), 'logicalAnd'],
    ['positions of the wrong maximum', misread('maxPoolIndices', 'dilations', [1, 1]), 'maxPool'],
  ] as const)('%s', async (_name, backend, method) => {
    expect((await failures(backend, method)).size).toBeGreaterThan(0);
  });

  it('an error of one part in ten thousand', async () => {
    const backend = withRun(async (run, inputs) => {
      const results = await run(inputs);
      return Promise.all(
        results.map(async (y) => {
          const data = await y.read();
          return {
            ...y,
            shape: y.shape,
            dtype: y.dtype,
            read: async () => data.map((v: number) => (y.dtype === 'float32' ? v * 1.0001 : v)),
            dispose() {},
          };
        }),
      );
    });
    expect([...(await failures(backend, 'exp')).keys()]).toEqual([
      'exp float32 values',
      'exp float32 gradients',
      'exp float32 second derivatives',
    ]);
  });
});

describe('the contract finds', () => {
  it('inputs that a run writes to', async () => {
    const backend = withRun(async (run, inputs) => {
      const results = await run(inputs);
      inputs[0]!.dispose();
      return results;
    });
    expect((await failures(backend, 'inputs are left alone')).size).toBe(1);
  });

  it('donated inputs that a failed run takes away', async () => {
    const backend = withRun(async (run, inputs, donated) => {
      try {
        return await run(inputs);
      } catch (error) {
        inputs.forEach((x, i) => donated[i] && x.dispose());
        throw error;
      }
    });
    expect((await failures(backend, 'a failed run leaves donated inputs intact')).size).toBe(1);
  });

  it('runs that share their results', async () => {
    let held: Buffer[] | undefined;
    const backend = withRun(async (run, inputs) => {
      held ??= await run(inputs);
      return held;
    });
    expect((await failures(backend, 'results are separate', 'overlapping runs')).size).toBe(2);
  });
});
