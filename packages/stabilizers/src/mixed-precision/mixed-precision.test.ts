import { readFileSync } from 'node:fs';
import {
  avgPool,
  checkpoint,
  compile,
  conv,
  type DType,
  exp,
  grad,
  interpret,
  logSoftmax,
  matmul,
  maxPool,
  mean,
  mul,
  oneHot,
  ones,
  reference,
  relu,
  reshape,
  scalar,
  sigmoid,
  softmax,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  trace,
  tree,
  valueAndGrad,
  zerosLike,
} from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { mixedPrecision } from './mixed-precision.js';
import { autocast } from './policy.js';

interface Values {
  dtype: string;
  values: number[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/mixed-precision.json', import.meta.url), 'utf8')) as {
  autocast: { float16: string[]; float32: string[]; widest: string[] };
  x: number[];
  y: number[];
  params: Record<string, { shape: number[]; values: number[] }>;
  once: {
    operations: [name: string, dtype: string][];
    logits: Values;
    loss: { dtype: string; value: number };
    gradients: Record<string, Values>;
  };
  training: { rate: number; growthInterval: number; scales: number[]; losses: number[] };
};

type Params = Record<string, Tensor>;
const params: Params = Object.fromEntries(
  Object.entries(fixture.params).map(([name, { shape, values }]) => [name, tensor(values, { shape })]),
);
const x = tensor(fixture.x, { shape: [8, 1, 8, 8] });
const labels = oneHot(tensor(fixture.y, { dtype: 'int32' }), 3);

const logitsOf = (p: Params, x: Tensor): Tensor => {
  const y = conv(x, p['conv.weight']!, { padding: 1 }).add(reshape(p['conv.bias']!, [4, 1, 1]));
  const features = tanh(reshape(maxPool(relu(y), 2), [8, 64]));
  return matmul(features, p['head.weight']!, { transposeB: true }).add(p['head.bias']!);
};
const lossOf = (p: Params, x: Tensor): Tensor => sum(mul(logSoftmax(logitsOf(p, x)), labels)).neg();

/** The dtypes in which a function's operations of this name run. */
function dtypesOf<Args extends unknown[]>(name: string, fn: (...args: Args) => unknown, ...args: Args): DType[] {
  const seen: DType[] = [];
  const watched = interpret(fn, ({ name: op, inputs, record }) => {
    if (op === name) seen.push(inputs.at(-1)!.dtype);
    return record(inputs);
  });
  watched(...args);
  return seen;
}

function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(got[i]! - value) / largest).toBeLessThan(tolerance);
  });
}

describe("PyTorch's autocast", () => {
  test('each operation it knows runs in the same precision', () => {
    const names: Record<string, string> = {
      erfInv: 'erfinv',
      logSoftmax: 'log_softmax',
      standardize: 'layer_norm',
      conv: 'conv2d',
    };
    // Parts of operations that it has whole.
    const parts = ['inverseDeviation', 'convInput', 'convFilter'];
    const theirs = (ops: readonly string[]) => ops.filter((op) => !parts.includes(op)).map((op) => names[op] ?? op);
    expect(fixture.autocast.float16).toEqual(expect.arrayContaining(theirs(autocast.allow)));
    expect(fixture.autocast.float32).toEqual(expect.arrayContaining(theirs(autocast.deny)));
  });

  test('the same dtypes, one by one', () => {
    const theirs = new Map(fixture.once.operations);
    const mixed = mixedPrecision(lossOf);
    const pairs = {
      conv: 'convolution',
      relu: 'relu',
      maxPool: 'max_pool2d_with_indices',
      tanh: 'tanh',
      matmul: 'addmm',
      logSoftmax: '_log_softmax',
    };
    for (const [ours, name] of Object.entries(pairs)) {
      expect([ours, dtypesOf(ours, mixed, params, x)]).toEqual([ours, [theirs.get(name)]]);
    }
  });

  test('as many casts: one for each of x, the four parameters, and the logits', () => {
    const theirs = fixture.once.operations.filter(([name]) => name === '_to_copy').length;
    const graph = trace(mixedPrecision(lossOf), params, x);
    expect(graph.nodes.filter(({ op }) => op === 'cast')).toHaveLength(theirs);
  });

  test('the same logits, loss and float32 gradients', async () => {
    const { logits, loss, gradients } = fixture.once;
    const run = compile(reference(), (p: Params, x: Tensor) => ({
      logits: mixedPrecision(logitsOf)(p, x),
      pair: valueAndGrad(mixedPrecision(lossOf))(p, x),
    }));
    const { logits: ours, pair } = await run(params, x);
    expectClose(await ours.data(), logits.values, 2e-3);
    expect(pair[0].dtype).toBe(loss.dtype);
    expect(await pair[0].item()).toBeCloseTo(loss.value, 2);
    for (const [name, { dtype, values }] of Object.entries(gradients)) {
      expect(pair[1][name]!.dtype).toBe(dtype);
      expectClose(await pair[1][name]!.data(), values, 4e-3);
    }
    const [, full] = await compile(reference(), valueAndGrad(lossOf))(params, x);
    const [exact, rounded] = [await full['head.weight']!.data(), await pair[1]['head.weight']!.data()];
    expect(exact).not.toEqual(rounded);
  });

  test('overflows at the same scales, and trains along the same losses', async () => {
    const { rate, growthInterval, scales, losses } = fixture.training;
    const step = compile(reference(), (p: Params, scale: Tensor) => {
      const scaled = (q: Params) => {
        const loss = mixedPrecision(lossOf)(q, x);
        return [mul(loss, scale), loss] as const;
      };
      const [, gradients, loss] = valueAndGrad(scaled, { aux: true })(p);
      const stepped = tree.zip(p, gradients, (w, g) => sub(w, mul(g.div(scale), rate)));
      return { loss, p: stepped };
    });
    let [p, scale, good] = [params, 2 ** 16, 0];
    for (let t = 0; t < scales.length; t++) {
      const next = await step(p, scale);
      expect(Math.abs((await next.loss.item()) - losses[t]!)).toBeLessThan(0.01 * losses[t]! + 0.01);
      const values = await Promise.all(Object.values(next.p).map((w) => w.data()));
      // What torch.amp.GradScaler does.
      if (values.some((w) => !w.every(Number.isFinite))) [scale, good] = [scale / 2, 0];
      else [p, good] = [next.p, good + 1];
      if (good === growthInterval) [scale, good] = [scale * 2, 0];
      expect([t, scale]).toEqual([t, scales[t]]);
    }
  });
});

describe('dtypes', () => {
  const w = ones([2, 2]);

  test('products give halves, what follows stays half until it meets a float', () => {
    const f = mixedPrecision((a: Tensor, b: Tensor) => sigmoid(relu(matmul(a, b)).mul(0.5).add(zerosLike(a))).add(b));
    expect(dtypesOf('relu', f, w, w)).toEqual(['float16']);
    expect(dtypesOf('sigmoid', f, w, w)).toEqual(['float16']);
    expect(dtypesOf('add', f, w, w)).toEqual(['float16', 'float32']);
    expect(f(w, w).dtype).toBe('float32');
  });

  test('a bias is part of its product, a residual is not', () => {
    const f = mixedPrecision((a: Tensor, b: Tensor) => relu(matmul(a, a).add(b)));
    expect(dtypesOf('relu', f, w, ones([2]))).toEqual(['float16']);
    expect(dtypesOf('relu', f, w, ones([2, 2]))).toEqual(['float32']);
  });

  test('a literal that a half cannot hold makes the operation a float one', () => {
    const dtypeWith = (literal: number) =>
      dtypesOf(
        'mul',
        mixedPrecision((a: Tensor) => matmul(a, a).mul(literal)),
        w,
      )[0];
    expect([0, 3, 65504, 2 ** -14, 1e5, 1e-5].map(dtypeWith)).toEqual([
      'float16',
      'float16',
      'float16',
      'float16',
      'float32',
      'float32',
    ]);
  });

  test('a scalar argument is no literal, known or not', () => {
    const f = mixedPrecision((a: Tensor, rate: Tensor) => matmul(a, a).mul(rate));
    expect(dtypesOf('mul', f, w, scalar(0.5, 'float32'))).toEqual(['float32']);
    expect(trace(f, w, 0.5).nodes.find(({ op }) => op === 'mul')!.dtype).toBe('float32');
  });

  test('whole numbers and conditions are left alone', () => {
    const f = mixedPrecision((a: Tensor) => matmul(a, a).argmax(-1));
    expect(f(w).dtype).toBe('int32');
    const g = mixedPrecision((a: Tensor) => mean(avgPool(reshape(matmul(a, a), [1, 1, 2, 2]), 2)));
    expect(g(w).dtype).toBe('float32');
  });

  test('policies', () => {
    const f = (a: Tensor) => softmax(exp(matmul(a, a)));
    expect(dtypesOf('exp', mixedPrecision(f, { allow: ['exp'] }), w)).toEqual(['float16']);
    expect(dtypesOf('matmul', mixedPrecision(f, { allow: ['exp'] }), w)).toEqual(['float32']);
    expect(dtypesOf('matmul', mixedPrecision(f, { deny: ['matmul'] }), w)).toEqual(['float32']);
    expect(dtypesOf('softmax', mixedPrecision(f, { allow: [], deny: [] }), w)).toEqual(['float32']);
    expect(mixedPrecision(f).policy).toEqual(autocast);
    expect(mixedPrecision(f, { deny: [...autocast.deny, 'tanh'] }).policy.deny).toContain('tanh');
  });

  test('policies that make no sense are errors', () => {
    const f = (a: Tensor) => a;
    expect(() => mixedPrecision(f, { allow: ['gemm'] })).toThrow(
      "mixedPrecision: allow names 'gemm', which is no primitive; allowed: abs, ",
    );
    expect(() => mixedPrecision(f, { allow: ['exp'], deny: ['exp'] })).toThrow("'exp' is in allow and in deny");
    expect(() => mixedPrecision(f, { allow: 'exp' } as object)).toThrow("allow 'exp' must be a list");
    expect(() => mixedPrecision(f, { dtype: 'float16' } as object)).toThrow(
      "unknown option 'dtype'; allowed: allow, deny",
    );
  });
});

describe('with derivatives', () => {
  const batch = tensor([
    [0.3, -1.2],
    [2, 0.7],
  ]);
  const p = {
    a: tensor([
      [0.5, 0.25],
      [-1, 1.5],
    ]),
    b: tensor([
      [1, -0.5],
      [0.75, 2],
    ]),
  };
  const model = (q: typeof p, x: Tensor) => mean(matmul(tanh(matmul(x, q.a)), q.b).square());

  test('inside: a whole step is the same in float32 where it need not be half', async () => {
    const step = (q: typeof p, x: Tensor) => {
      const [loss, g] = valueAndGrad(model)(q, x);
      return { loss, p: tree.zip(q, g, (w, d) => sub(w, mul(d, 0.1))) };
    };
    const inside = await compile(reference(), mixedPrecision(step))(p, batch);
    expect(dtypesOf('matmul', mixedPrecision(step), p, batch)).toEqual(Array(5).fill('float16'));
    expect([inside.p.a.dtype, inside.loss.dtype]).toEqual(['float32', 'float32']);
    const [, g] = await compile(reference(), valueAndGrad(mixedPrecision(model)))(p, batch);
    const outside = tree.zip(p, g, (w, d) => sub(w, mul(d, 0.1)));
    expectClose(await inside.p.a.data(), [...(await outside.a.data())], 2e-3);
    expectClose(await inside.p.b.data(), [...(await outside.b.data())], 2e-3);
  });

  test('second derivatives, as gradient penalties take', async () => {
    const penalty = (q: typeof p, x: Tensor) =>
      sum(grad((z: Tensor) => sum(matmul(tanh(matmul(z, q.a)), q.b)))(x).square());
    const half = await compile(reference(), grad(mixedPrecision(penalty)))(p, batch);
    const full = await compile(reference(), grad(penalty))(p, batch);
    expectClose(await half.a.data(), [...(await full.a.data())], 2e-2);
    expect(await half.a.data()).not.toEqual(await full.a.data());
  });

  test('checkpointed blocks are computed again in the same precision', async () => {
    const block = checkpoint((x: Tensor, a: Tensor) => tanh(matmul(x, a)));
    const checkpointed = (q: typeof p, x: Tensor) => mean(matmul(block(x, q.a), q.b).square());
    const g = await compile(reference(), grad(mixedPrecision(checkpointed)))(p, batch);
    const plain = await compile(reference(), grad(mixedPrecision(model)))(p, batch);
    expectClose(await g.a.data(), [...(await plain.a.data())], 2e-3);
    expect(dtypesOf('matmul', grad(mixedPrecision(checkpointed)), p, batch)).toEqual(Array(6).fill('float16'));
  });
});
