import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { build } from 'tsup';
import { describe, expect, test } from 'vitest';
import { GraphError } from './errors.js';
import { loadGraph, saveGraph } from './graph-file.js';
import {
  clip,
  compileGraph,
  grad,
  key,
  normal,
  pad,
  reference,
  sort,
  type Tensor,
  tensor,
  trace,
  truncatedNormal,
  zeros,
} from './index.js';
import { runGraph } from './reference/run.js';
import { programs } from './testing/programs.js';
import { numbers, wave } from './testing/values.js';

const { POSITIVE_INFINITY: inf } = Number;

const program = trace(
  (x: Tensor, k: Tensor) => {
    const loss = (y: Tensor) =>
      clip(y, -inf, 0.5)
        .mul(normal(k, [2, 3]))
        .exp()
        .sum();
    return {
      gradient: grad(loss)(x),
      padded: pad(
        sort(x, 0),
        [
          [1, 0],
          [0, 2],
        ],
        -inf,
      ),
      zero: pad(
        x,
        [
          [1, 0],
          [0, 0],
        ],
        -0,
      ),
      constants: [tensor([1, 2, 3], { dtype: 'int32' }), tensor([true]), tensor([0.1], { dtype: 'float16' })],
    };
  },
  zeros([2, 3]),
  key(1),
);

describe('round trip', () => {
  test('a graph comes back equal, constants and odd numbers included', () => {
    expect(loadGraph(saveGraph(program))).toEqual(program);
    const zero = loadGraph(saveGraph(program)).nodes.filter((n) => n.op === 'pad' && Object.is(n.attributes.value, -0));
    expect(zero).toHaveLength(1);
  });

  test('any program', () => {
    fc.assert(
      fc.property(programs, (fn) => {
        const graph = trace(fn, zeros([2, 3]), zeros([3]), zeros([3], 'int32'));
        const copy = loadGraph(saveGraph(graph));
        expect(copy).toEqual(graph);
        const data = [Float64Array.of(-1, 0, 0.5, 2, -3, 4), Float64Array.of(1, -1, 0), Int32Array.of(3, 0, -2)];
        expect(runGraph(copy, data)).toEqual(runGraph(graph, data));
      }),
    );
  });

  test('version 1, in which normal numbers had no mean and deviation', async () => {
    const graph = trace((k: Tensor) => [normal(k, [3]), truncatedNormal(k, [3])], key(1));
    const file = JSON.parse(saveGraph(graph)) as { version: number; nodes: { attributes: Record<string, unknown> }[] };
    expect(file.version).toBe(2);
    for (const { attributes } of file.nodes) for (const name of ['mean', 'std']) delete attributes[name];
    expect(() => loadGraph(JSON.stringify(file))).toThrow("has no attribute 'mean'");
    expect(loadGraph(JSON.stringify({ ...file, version: 1 }))).toEqual(graph);
    expect(loadGraph(JSON.stringify({ ...JSON.parse(saveGraph(program)), version: 1 }))).toEqual(program);
  });

  test('large constants', () => {
    const graph = trace(() => tensor(Float64Array.from({ length: 100_000 }, (_, i) => i / 7)));
    expect(loadGraph(saveGraph(graph))).toEqual(graph);
  });

  test('a loaded graph runs on tensors in the order of its inputs', async () => {
    const x = wave([2, 3]);
    const direct = await compileGraph(reference(), program);
    const loaded = await compileGraph(reference(), loadGraph(saveGraph(program)));
    const [a, b] = [await direct.run([x, key(5)]), await loaded.run([x, key(5)])];
    expect(await Promise.all(b.map(numbers))).toEqual(await Promise.all(a.map(numbers)));
    await expect(loaded.run([x])).rejects.toThrow('run: the graph has 2 inputs, got 1 tensors');
    await expect(loaded.run([key(5), x])).rejects.toThrow("run: input '0' is float32 [2, 3], got int32 [2]");
  });
});

test('another process loads the text and gets the same numbers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddlepoint-'));
  try {
    const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
    await build({
      entry: { api: entry },
      format: 'esm',
      outDir: folder,
      config: false,
      silent: true,
      dts: false,
      outExtension: () => ({ js: '.mjs' }),
    });
    writeFileSync(join(folder, 'graph.json'), saveGraph(program));
    const script = `
      import { readFileSync } from 'node:fs';
      import { compileGraph, key, loadGraph, reference, tensor } from ${JSON.stringify(pathToFileURL(join(folder, 'api.mjs')).href)};
      const runner = await compileGraph(reference(), loadGraph(readFileSync(${JSON.stringify(join(folder, 'graph.json'))}, 'utf8')));
      const x = tensor([[1, -2, 3], [-4, 5, -6]]);
      const results = await Promise.all((await runner.run([x, key(5)])).map((y) => y.data()));
      console.log(JSON.stringify({ pid: process.pid, results: results.map((y) => Array.from(y, String)) }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const { pid, results } = JSON.parse(output) as { pid: number; results: string[][] };
    expect(pid).not.toBe(process.pid);
    const here = await compileGraph(reference(), program);
    const expected = await here.run([
      tensor([
        [1, -2, 3],
        [-4, 5, -6],
      ]),
      key(5),
    ]);
    expect(results).toEqual((await Promise.all(expected.map(numbers))).map((values) => values.map(String)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('damaged files', () => {
  const graph = trace((x: Tensor) => x.sum(1).add(tensor([1, 2])), zeros([2, 3]));
  const text = saveGraph(graph);
  type File = { format: string; version: number; nodes: Record<string, unknown>[]; inputs: unknown; outputs: unknown };
  const damaged = (change: (file: File) => void): string => {
    const file = JSON.parse(text) as File;
    change(file);
    return JSON.stringify(file);
  };
  const at = (op: string) => graph.nodes.findIndex((n) => n.op === op);
  const set = (op: string, entries: object) => (file: File) => {
    Object.assign(file.nodes[at(op)]!, entries);
  };
  const [sum, constant, add] = [at('sum'), at('constant'), at('add')];
  const attributes = (op: string, entries: object) => (file: File) => {
    Object.assign(file.nodes[at(op)]!.attributes as object, entries);
  };

  test.each<[string, string, string]>([
    ['not JSON', '{', 'loadGraph: not JSON; expected text made by saveGraph'],
    ['something else', '{"a":1}', "loadGraph: no 'saddlepoint-graph' marker; expected text made by saveGraph"],
    ['null', 'null', "no 'saddlepoint-graph' marker"],
    ['a number', '5', "no 'saddlepoint-graph' marker"],
    [
      'a later version',
      damaged((f) => {
        f.version = 3;
      }),
      'loadGraph: version 3 is not supported (this release reads 1 to 2); save the graph again or upgrade',
    ],
    [
      'no nodes',
      damaged((f) => {
        f.nodes = {} as never;
      }),
      'loadGraph: nodes is not a list',
    ],
    [
      'a node that is nothing',
      damaged((f) => {
        f.nodes[0] = null as never;
      }),
      'loadGraph: inputs of node 0 (undefined) is not a list',
    ],
    [
      'an unknown operation',
      damaged(set('sum', { op: 'fft' })),
      `loadGraph: node ${sum} (fft): unknown operation; it may come from a newer release`,
    ],
    [
      'a reference ahead',
      damaged(set('sum', { inputs: [add] })),
      `loadGraph: inputs of node ${sum} (sum) refer to node ${add}, which does not come before`,
    ],
    [
      'a reference that is no position',
      damaged(set('sum', { inputs: ['0'] })),
      'refer to node 0, which does not come before',
    ],
    ['a negative reference', damaged(set('sum', { inputs: [-1] })), 'refer to node -1'],
    [
      'too few operands',
      damaged(set('add', { inputs: [sum] })),
      `loadGraph: node ${add} (add): has 1 operands, needs 2`,
    ],
    ['too many operands', damaged(set('sum', { inputs: [0, 0] })), 'has 2 operands, needs 1'],
    [
      'another shape',
      damaged(set('sum', { shape: [3] })),
      `loadGraph: node ${sum} (sum) says float32 [3] but gives float32 [2]`,
    ],
    ['another dtype', damaged(set('sum', { dtype: 'int32' })), 'says int32 [2] but gives float32 [2]'],
    [
      'an unknown dtype',
      damaged(set('sum', { dtype: 'float64' })),
      `loadGraph: node ${sum} (sum) has unknown dtype 'float64'`,
    ],
    ['a bad shape', damaged(set('sum', { shape: [-2] })), `loadGraph: node ${sum} (sum) has a bad shape`],
    [
      'operands that do not fit',
      damaged((f) => {
        f.nodes[constant] = { ...f.nodes[constant], shape: [1, 2, 1] };
      }),
      `loadGraph: node ${add} (add) says float32 [2] but gives float32 [1, 2, 2]`,
    ],
    [
      'an axis out of range',
      damaged(attributes('sum', { axes: [2] })),
      `loadGraph: node ${sum} (sum): has a bad axes: [2]`,
    ],
    ['a missing attribute', damaged(set('sum', { attributes: { axes: [1] } })), "has no attribute 'keepDims'"],
    ['an unknown attribute', damaged(attributes('sum', { fast: true })), "has an unknown attribute 'fast'"],
    ['an attribute of another type', damaged(attributes('sum', { keepDims: 0 })), 'has a bad keepDims: 0'],
    ['no name', damaged(set('input', { attributes: {} })), 'loadGraph: node 0 (input) has no name'],
    [
      'a constant without data',
      damaged(set('constant', { attributes: {} })),
      `loadGraph: node ${constant} (constant) has no data of its shape and dtype`,
    ],
    ['a constant of another size', damaged(set('constant', { shape: [3] })), 'has no data of its shape and dtype'],
    ['a constant of another dtype', damaged(set('constant', { dtype: 'bool' })), 'has no data of its shape and dtype'],
    [
      'broken base64',
      damaged(attributes('constant', { data: { type: 'Float32Array', base64: '*' } })),
      `loadGraph: node ${constant} (constant): damaged constant of type Float32Array`,
    ],
    [
      'base64 of half a number',
      damaged(attributes('constant', { data: { type: 'Float32Array', base64: 'AAAAAAA=' } })),
      'damaged constant of type Float32Array',
    ],
    [
      'an unknown array type',
      damaged(attributes('constant', { data: { type: 'Array', base64: 'AAAA' } })),
      'damaged constant of type Array',
    ],
    ['no base64', damaged(attributes('constant', { data: {} })), 'damaged constant of type undefined'],
    [
      'outputs out of range',
      damaged((f) => {
        f.outputs = [99];
      }),
      'loadGraph: outputs refer to node 99, which does not come before',
    ],
    [
      'inputs that are not inputs',
      damaged((f) => {
        f.inputs = [sum];
      }),
      `loadGraph: inputs [${sum}] are not the graph's input nodes [0]`,
    ],
    [
      'an input left out',
      damaged((f) => {
        f.inputs = [];
      }),
      "loadGraph: inputs [] are not the graph's input nodes [0]",
    ],
    [
      'an input twice',
      damaged((f) => {
        f.inputs = [0, 0];
      }),
      "loadGraph: inputs [0,0] are not the graph's input nodes [0]",
    ],
  ])('%s', (_name, file, message) => {
    expect(() => loadGraph(file)).toThrow(GraphError);
    expect(() => loadGraph(file)).toThrow(message);
  });

  test('what the shape rule says is passed on', () => {
    const file = damaged((f) => {
      f.nodes[constant] = {
        ...f.nodes[constant],
        dtype: 'int32',
        attributes: { data: { type: 'Int32Array', base64: 'AAAAAAAAAAA=' } },
      };
    });
    expect(() => loadGraph(file)).toThrow(
      `loadGraph: node ${add} (add): add: operands have different dtypes (float32, int32); cast the int32 one`,
    );
  });

  test('no truncation or change of one character is taken for another graph without notice', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), (end) => {
        expect(() => loadGraph(text.slice(0, end))).toThrow(GraphError);
      }),
    );
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('"', '0', '9', 'x', ',', ']'), (i, c) => {
        try {
          loadGraph(text.slice(0, i) + c + text.slice(i + 1));
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
        }
      }),
    );
  });
});
