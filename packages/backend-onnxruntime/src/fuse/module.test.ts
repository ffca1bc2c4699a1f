import { type Backend, type DType, reference, type Shape, sizeOf } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GraphBuilder, type Host, noise, run } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
const exact = reference();
beforeAll(async () => {
  backend = await onnxruntime({ fusion: 'always' });
});
afterAll(() => backend.dispose());

/** The results of a graph made by `build`, from kernels and from the reference backend. */
async function both(build: (g: GraphBuilder) => number[], values: readonly Host[]) {
  const make = () => {
    const g = new GraphBuilder();
    return g.graph(...build(g));
  };
  return { got: await run(backend, make(), values), wanted: await run(exact, make(), values) };
}

function expectClose(got: number[][], wanted: number[][], tolerance = 2e-6) {
  expect(got.map((x) => x.length)).toEqual(wanted.map((x) => x.length));
  wanted.forEach((values, k) => {
    const scale = Math.max(1, ...values.map(Math.abs));
    const errors = values.map((v, i) => Math.abs(got[k]![i]! - v) / scale);
    expect(Math.max(0, ...errors), `result ${k}`).toBeLessThan(tolerance);
  });
}

const f32 = (shape: Shape, seed: number): Host => ({ data: noise(sizeOf(shape), seed), shape, dtype: 'float32' });

describe.each([1, 2, 3, 4, 5, 7, 16, 17, 63, 4095, 4096, 4097, 12289])('%i elements', (size) => {
  test('every element is computed once, sums and extremes see them all', async () => {
    const build = (g: GraphBuilder) => {
      const [x, y] = [g.input([size]), g.input([size])];
      const product = g.op('mul', [g.op('sub', [x, y], {}, [size]), x], {}, [size]);
      const reduce = (op: string, of = product) => g.op(op, [of], { axes: [0], keepDims: false }, []);
      return [product, reduce('sum'), reduce('max'), reduce('min'), reduce('sum', x)];
    };
    // Of values of either sign: the sums are small, their errors are not.
    expectClose(...pair(await both(build, [f32([size], 1), f32([size], 2)])), 1e-5);
  });

  test('bools and integers', async () => {
    const build = (g: GraphBuilder) => {
      const [x, n] = [g.input([size]), g.input([size], 'int32')];
      const op = (name: string, inputs: number[], dtype: DType, attributes = {}) =>
        g.op(name, inputs, attributes, [size], dtype);
      const zero = g.constant({ data: [0], shape: [], dtype: 'float32' });
      const positive = op('less', [zero, x], 'bool');
      const doubled = op('add', [n, n], 'int32');
      const either = op('logicalOr', [positive, op('equal', [doubled, n], 'bool')], 'bool');
      return [
        positive,
        either,
        op('where', [positive, doubled, n], 'int32'),
        op('cast', [op('logicalNot', [positive], 'bool')], 'float32', { dtype: 'float32' }),
        op('cast', [op('mul', [x, op('cast', [n], 'float32', { dtype: 'float32' })], 'float32')], 'int32', {
          dtype: 'int32',
        }),
      ];
    };
    const n: Host = { data: Int32Array.from({ length: size }, (_, i) => (i % 11) - 5), shape: [size], dtype: 'int32' };
    const { got, wanted } = await both(build, [f32([size], 3), n]);
    expect(got).toEqual(wanted);
  });
});

test.each<[Shape, Shape]>([
  [[5, 7], [7]],
  [
    [5, 7],
    [5, 1],
  ],
  [
    [3, 4, 5],
    [4, 1],
  ],
  [
    [3, 4, 5],
    [3, 4, 1],
  ],
  [
    [2, 6, 3, 5],
    [6, 1, 1],
  ],
  [
    [2, 6, 3, 5],
    [1, 6, 3, 1],
  ],
  [
    [3, 17],
    [1, 1],
  ],
  [
    [6, 1, 4],
    [6, 1, 4],
  ],
])('an operand of %j × %j is read as it broadcasts', async (shape, small) => {
  const build = (g: GraphBuilder) => {
    const [x, y, z] = [g.input(shape), g.input(small), g.input(shape.slice(-1))];
    const sum = g.op('add', [g.op('mul', [x, y], {}, shape), z], {}, shape);
    return [sum, g.op('broadcastTo', [y], { shape }, shape)];
  };
  expectClose(...pair(await both(build, [f32(shape, 4), f32(small, 5), f32(shape.slice(-1), 6)])));
});

test.each<[Shape]>([[[1_000_003]], [[2, 1]]])('sums stay exact over long rows, times %j', async (small) => {
  const shape = [2, 1_000_003];
  const build = (g: GraphBuilder) => {
    const product = g.op('mul', [g.input(shape), g.input(small)], {}, shape);
    return [g.op('sum', [product], { axes: [0, 1], keepDims: false }, [])];
  };
  const filled = (of: Shape, value: number): Host => ({
    data: new Float32Array(sizeOf(of)).fill(value),
    shape: of,
    dtype: 'float32',
  });
  const { got, wanted } = await both(build, [filled(shape, 0.1), filled(small, 1)]);
  expect(Math.abs(got[0]![0]! / wanted[0]![0]! - 1)).toBeLessThan(3e-5);
});

test.each([1, 1000])('a chain of 2 000 operations on %i elements is one kernel that runs', async (size) => {
  const build = (g: GraphBuilder) => {
    let x = g.input([size]);
    for (let i = 0; i < 2000; i++) x = g.op('neg', [x], {}, [size]);
    return [x];
  };
  const { got, wanted } = await both(build, [f32([size], 7)]);
  expectClose(got, wanted);
});

test('any mixture of operations, shapes and results', async () => {
  const unary = ['neg', 'abs', 'sigmoid', 'tanh', 'exp', 'relu', 'erf', 'floor', 'sign', 'expm1'];
  const binary = ['add', 'sub', 'mul', 'maximum', 'minimum'];
  for (let seed = 1; seed <= 12; seed++) {
    const draw = noise(400, seed).map(Math.abs);
    const next = (n: number) => Math.floor(draw.pop()! * n) % n;
    const shape = [2 + next(3), 3 + next(6), 1 + next(9)];
    const operands = [shape, shape, shape.slice(1), shape.slice(2), [shape[1]!, 1], [], [shape[0]!, 1, 1]];
    const plan = Array.from({ length: 25 }, () => [next(3), next(10), next(1000), next(1000)] as const);
    const build = (g: GraphBuilder) => {
      const inputs = operands.map((s) => g.input(s));
      // Values stay near 1, so that errors do.
      const values = [g.op('tanh', [inputs[0]!], {}, shape)];
      for (const [kind, which, a, b] of plan) {
        const x = values[a % values.length]!;
        const all = [...values, ...inputs];
        const y =
          kind === 0
            ? g.op(unary[which]!, [x], {}, shape)
            : g.op(binary[which % 5]!, [x, all[b % all.length]!], {}, shape);
        values.push(g.op('sigmoid', [y], {}, shape));
      }
      const flat = g.op('reshape', [values.at(-1)!], { shape: [sizeOf(shape)] }, [sizeOf(shape)]);
      const total = g.op('sum', [values[9]!], { axes: [0, 1, 2], keepDims: false }, []);
      return [flat, values[5]!, g.op('mul', [values[12]!, total], {}, shape), total];
    };
    const hosts = operands.map((s, i) => f32(s, 100 * seed + i));
    // A step function in the chain may fall on the other side of a jump: floor and sign of a float near a whole number.
    expectClose(...pair(await both(build, hosts)), 1e-4);
  }
});

test('kernels that differ in sizes only are one function', async () => {
  const sizes = [10, 1000, 33];
  const build = (g: GraphBuilder) => sizes.map((n) => g.op('exp', [g.input([n])], {}, [n]));
  const compiled: number[] = [];
  const { compile } = WebAssembly;
  WebAssembly.compile = (bytes) => {
    compiled.push((bytes as Uint8Array).length);
    return compile(bytes);
  };
  try {
    const hosts = sizes.map((n, i) => f32([n], i + 1));
    expectClose(...pair(await both(build, hosts)));
    await both((g) => [g.op('exp', [g.input([10])], {}, [10])], [hosts[0]!]);
  } finally {
    WebAssembly.compile = compile;
  }
  expect(compiled[0]).toBe(compiled[1]);
});

function pair({ got, wanted }: { got: number[][]; wanted: number[][] }): [number[][], number[][]] {
  return [got, wanted];
}
