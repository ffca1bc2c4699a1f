import { describe, expect, test } from 'vitest';
import { DisposedError, GraphError } from '../errors.js';
import { Graph } from '../graph.js';
import { compile, type Tensor, tensor, trace, valueAndGrad, zeros } from '../index.js';
import { gptState, gptStep } from '../testing/gpt.js';
import { failure, numbers } from '../testing/values.js';
import { reference } from './backend.js';
import { runGraph } from './run.js';

describe('buffers', () => {
  test('are read as copies, and not after disposal', async () => {
    const buffer = reference().upload(Float32Array.of(1, 2), [2], 'float32');
    (await buffer.read()).fill(9);
    expect(await buffer.read()).toEqual(Float32Array.of(1, 2));
    buffer.dispose();
    expect(await failure(() => buffer.read())).toEqual(new DisposedError('reference: the buffer was disposed'));
  });

  test('inputs survive a run whatever shares their memory', async () => {
    const run = compile(reference(), (x: Tensor) => [x.reshape([4]), x.add(1)], { donate: [0] });
    const x = tensor(Float32Array.of(1, 2, 3, 4), { shape: [2, 2] });
    const [flat, more] = await run(x);
    more!.dispose();
    expect(await numbers(flat!)).toEqual([1, 2, 3, 4]);
  });
});

describe('numbers', () => {
  test('floats are doubles; halves are rounded after every operation', async () => {
    expect(reference().emulates).toEqual(['float16']);
    const third = compile(reference(), (x: Tensor) => x.div(3));
    expect(await (await third(tensor(1))).item()).toBe(1 / 3);
    expect(await (await third(tensor(1, { dtype: 'float16' }))).item()).toBe(0.333251953125);
    const sum = compile(reference(), (x: Tensor) => x.add(1).sub(1));
    expect(await (await sum(tensor(0.0004, { dtype: 'float16' }))).item()).toBe(0);
    expect(await (await sum(tensor(0.001, { dtype: 'float16' }))).item()).toBe(2 ** -10);
  });

  test('an unknown operation is named', () => {
    const node = { op: 'fft', inputs: [], attributes: {}, shape: [], dtype: 'float32' } as const;
    expect(() => runGraph(new Graph([node], [], [0]), [])).toThrow(
      new GraphError("reference: unknown operation 'fft'"),
    );
  });

  test('outputs may repeat, and be inputs or constants', () => {
    const graph = trace((x: Tensor) => [x, x, tensor([5]), x.exp()], zeros([1]));
    expect(runGraph(graph, [Float64Array.of(0)]).map((v) => v[0])).toEqual([0, 0, 5, 1]);
  });
});

test('a small GPT learns a sentence by heart', async () => {
  const size = { layers: 1, width: 8, heads: 2, vocabulary: 6, context: 5 };
  const step = compile(reference(), gptStep(size.heads), { donate: [0] });
  const tokens = tensor([[0, 3, 1, 4, 2]], { dtype: 'int32' });
  const targets = tensor([[3, 1, 4, 2, 5]], { dtype: 'int32' });
  let state = gptState(size);
  const losses: number[] = [];
  for (let i = 0; i < 120; i++) {
    const next = await step(state, tokens, targets, 0.03);
    state = next.state;
    losses.push(await next.loss.item());
  }
  expect(losses[0]).toBeGreaterThan(1.5);
  expect(losses.at(-1)).toBeLessThan(0.1);
});

test('2000 steps leave memory flat', async () => {
  const loss = (p: { w: Tensor; b: Tensor }, x: Tensor) => x.matmul(p.w).add(p.b).tanh().mul(p.b).sum();
  const run = compile(
    reference(),
    (p: { w: Tensor; b: Tensor }, x: Tensor, rate: Tensor) => {
      const [value, g] = valueAndGrad(loss)(p, x);
      return { p: { w: p.w.sub(g.w.mul(rate)), b: p.b.sub(g.b.mul(rate)) }, value };
    },
    { donate: [0] },
  );
  let p = { w: zeros([64, 64]), b: zeros([64]).add(0.1) };
  const x = tensor(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
    { shape: [1, 64] },
  );
  const steps = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const next = await run(p, x, 0.001 + i * 1e-7);
      p = next.p;
      // Reading a lazy expression compiles and frees a graph of its own.
      if (i % 10 === 0) await next.value.mul(2).item();
    }
  };
  // The heap and the arrays outside it, at its lowest over a stretch: the collector runs when it likes.
  const lowest = async () => {
    let low = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 10; i++) {
      await steps(20);
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      low = Math.min(low, heapUsed + arrayBuffers);
    }
    return low;
  };
  await steps(200);
  const before = await lowest();
  await steps(1400);
  const after = await lowest();
  // One step makes more than 60 kB of new arrays: keeping even a tenth of them would show as 8 MB.
  expect(after - before).toBeLessThan(5e6);
});
