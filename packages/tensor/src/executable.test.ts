import { describe, expect, test } from 'vitest';
import { ArgumentError, DisposedError, ShapeError } from './errors.js';
import { compile, compileGraph, key, normal, ones, split, type Tensor, tensor, trace, zeros } from './index.js';
import { FakeBackend } from './testing/fake-backend.js';
import { failure, numbers } from './testing/values.js';

/** A tensor that lives with the backend. */
const stored = (backend: FakeBackend, values: number[]) =>
  compile(backend, (x: Tensor) => x.mul(2))(tensor(values.map((v) => v / 2)));

const gate = () => {
  let open = () => {};
  const pause = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { pause, open };
};

describe('donation', () => {
  test('memory goes to the results, and the tensor says so when it is used again', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor, b: Tensor) => a.add(b), { donate: [0] });
    const y = await run(x, 1);
    expect(backend.lastDonated).toEqual([true, true]);
    expect(await numbers(y)).toEqual([2, 3]);
    const message =
      "tensor float32 [2] was donated; its memory went to the compiled function's results; use those, or leave the argument out of `donate`";
    expect(() => x.add(1)).toThrow(new DisposedError(`add: ${message}`));
    expect(await failure(() => x.data())).toEqual(new DisposedError(`data: ${message}`));
    expect(await failure(() => run(x, 1))).toEqual(new DisposedError(`argument 0: ${message}`));
    x.dispose();
    y.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('tensors on the host and whole trees are used up too', async () => {
    const backend = new FakeBackend();
    const state = { a: ones([2]).add(0), b: tensor([3]) };
    const run = compile(backend, (s: typeof state) => ({ a: s.a.mul(2), b: s.b.mul(2) }), { donate: [0] });
    const next = await run(state);
    expect(() => state.a.add(1)).toThrow('was donated');
    expect(() => state.b.add(1)).toThrow('was donated');
    expect([await numbers(next.a), await numbers(next.b)]).toEqual([[2, 2], [6]]);
    expect(backend.live.size).toBe(2);
  });

  test('an argument that is not donated keeps its values', async () => {
    const backend = new FakeBackend();
    const [x, y] = [await stored(backend, [1, 2]), await stored(backend, [3, 4])];
    await compile(backend, (a: Tensor, b: Tensor) => a.add(b), { donate: [1] })(x, y);
    expect(backend.lastDonated).toEqual([false, true]);
    expect(await numbers(x)).toEqual([1, 2]);
  });

  test('what an output hands through is not given away, though the engine reads it', async () => {
    const backend = new FakeBackend();
    const frozen = await stored(backend, [1, 2]);
    const step = compile(backend, (p: Tensor) => ({ p, loss: p.sum() }), { donate: [0] });
    const first = await step(frozen);
    expect(backend.lastDonated).toEqual([false]);
    expect(await numbers(first.p)).toEqual([1, 2]);
    const second = await step(first.p);
    expect([await numbers(second.p), await numbers(second.loss)]).toEqual([[1, 2], [3]]);
    expect(() => first.p.add(1)).toThrow('was donated');
    for (const x of [second.p, first.loss, second.loss]) x.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('what another tensor shows is not given away', async () => {
    const backend = new FakeBackend();
    const { a, b } = await compile(backend, (x: Tensor) => {
      const y = x.exp();
      return { a: y, b: y };
    })(zeros([2]));
    await compile(backend, (x: Tensor) => x.add(1), { donate: [0] })(a);
    expect(backend.lastDonated).toEqual([false]);
    expect(await numbers(b)).toEqual([1, 1]);
    b.dispose();
    expect(backend.live.size).toBe(1);
  });

  test('what the function captures as well is not given away', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor) => a.mul(x), { donate: [0] });
    const y = await run(x);
    expect(backend.lastDonated).toEqual([false, false]);
    expect(await numbers(y)).toEqual([1, 4]);
  });

  test('what nothing uses is freed', async () => {
    const backend = new FakeBackend();
    const [x, y] = [await stored(backend, [1]), await stored(backend, [2])];
    const run = compile(backend, (_old: Tensor, now: Tensor) => now.add(1), { donate: [0] });
    const z = await run(x, y);
    expect(() => x.add(1)).toThrow('was donated');
    for (const t of [y, z]) t.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('one tensor in two places cannot be donated', async () => {
    const x = tensor([1]);
    const run = compile(new FakeBackend(), (a: { p: Tensor; q: Tensor }, b: Tensor) => a.p.add(a.q).add(b), {
      donate: [0],
    });
    const error = (path: string) =>
      new ArgumentError(
        `compile: the donated tensor at argument ${path} is passed twice; pass a copy in one place, or do not donate it`,
      );
    expect(await failure(() => run({ p: x, q: x }, 1))).toEqual(error('0.p'));
    expect(await failure(() => run({ p: tensor([2]), q: x }, x))).toEqual(error('0.q'));
    expect(await numbers(x)).toEqual([1]);
  });

  test('an index that is no input', async () => {
    const runner = await compileGraph(
      new FakeBackend(),
      trace((x: Tensor) => x.add(1), ones([1])),
    );
    expect(await failure(() => runner.run([ones([1]).reshape([1])], new Set([3])))).toEqual(
      new ArgumentError('run: donate names input 3; the graph has 1 inputs'),
    );
  });

  test('of two calls at the same time with one donated tensor, one fails and says why', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor) => ({ a, b: a.add(1) }), { donate: [0] });
    const outcomes = await Promise.allSettled([run(x), run(x)]);
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
    const rejected = outcomes.find((o) => o.status === 'rejected')!;
    expect(rejected.reason).toBeInstanceOf(DisposedError);
    expect(String(rejected.reason)).toContain('was donated');
  });
});

describe('a run that fails', () => {
  test('leaves donated tensors as they were, and nothing behind', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const host = tensor([5, 6]);
    const run = compile(backend, (a: Tensor, b: Tensor, c: Tensor) => a.add(b).mul(c), { donate: [0, 1] });
    const before = backend.live.size;
    backend.failure = new Error('out of memory');
    await expect(run(x, host, 3)).rejects.toThrow('out of memory');
    expect(backend.live.size).toBe(before);
    expect([await numbers(x), await numbers(host)]).toEqual([
      [1, 2],
      [5, 6],
    ]);
    const y = await run(x, host, 3);
    expect(await numbers(y)).toEqual([18, 24]);
    expect(() => x.add(1)).toThrow('was donated');
  });

  test('while it uploads, leaves nothing behind either', async () => {
    const backend = new FakeBackend();
    const run = compile(backend, (a: Tensor, b: Tensor) => a.add(b), { donate: [0] });
    const x = tensor([1]);
    await run(tensor([0]), 1);
    const before = backend.live.size;
    backend.uploadFailure = new Error('no room');
    await expect(run(x, 1)).rejects.toThrow('no room');
    expect(backend.live.size).toBe(before);
    expect(await numbers(x)).toEqual([1]);
  });

  test('does not bring back what was disposed of meanwhile', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor) => a.add(1), { donate: [0] });
    await run(tensor([0, 0]));
    const { pause, open } = gate();
    backend.pause = pause;
    backend.failure = new Error('stopped');
    const running = run(x);
    while (x.source.kind !== 'gone') await Promise.resolve();
    x.dispose();
    open();
    await expect(running).rejects.toThrow('stopped');
    expect(() => x.add(1)).toThrow('was disposed');
  });
});

describe('disposal while a run is under way', () => {
  test('waits for the run to end', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor) => ({ a, b: a.add(1) }));
    await run(tensor([0, 0]));
    const { pause, open } = gate();
    backend.pause = pause;
    backend.lastDonated = [];
    const running = run(x);
    while (backend.lastDonated.length === 0) await new Promise((resolve) => setTimeout(resolve));
    x.dispose();
    open();
    const { a, b } = await running;
    expect([await numbers(a), await numbers(b)]).toEqual([
      [1, 2],
      [2, 3],
    ]);
    const before = backend.live.size;
    a.dispose();
    b.dispose();
    expect(backend.live.size).toBe(before - 2);
  });

  test('before the run has begun is an error', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const running = compile(backend, (a: Tensor) => a.add(1))(x);
    x.dispose();
    const error = await failure(() => running);
    expect(error).toBeInstanceOf(DisposedError);
    expect(error.message).toContain('argument 0: tensor float32 [2] was disposed');
  });
});

describe('outputs', () => {
  test('inputs handed through share their storage until the last of them is disposed of', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const run = compile(backend, (a: Tensor) => [a, a] as const);
    const [y, z] = await run(x);
    expect(backend.live.size).toBe(1);
    x.dispose();
    y.dispose();
    expect(await numbers(z)).toEqual([1, 2]);
    expect(() => y.add(1)).toThrow('was disposed');
    z.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('one value twice is one buffer; dispose of one, keep the other', async () => {
    const backend = new FakeBackend();
    const [y, z] = await compile(backend, (a: Tensor) => [a.exp(), a.exp()] as const)(zeros([2]));
    expect(backend.live.size).toBe(1);
    y.dispose();
    expect(await numbers(z)).toEqual([1, 1]);
    z.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('constants and random keys come from the host, without the engine', async () => {
    const backend = new FakeBackend();
    const run = compile(backend, (k: Tensor) => ({ one: ones([2]), keys: split(k), noise: normal(k, [2]) }));
    const { one, keys, noise } = await run(key(3));
    expect(await numbers(one)).toEqual([1, 1]);
    expect(await numbers(noise)).toEqual(await numbers(normal(key(3), [2])));
    expect(await Promise.all(keys.map(numbers))).toEqual(await Promise.all(split(key(3)).map(numbers)));
    // ones([2]) is a broadcast, which the engine makes; keys and noise never go there.
    expect([keys[0]!.source.kind, noise.source.kind]).toEqual(['host', 'host']);
    const constant = await compile(new FakeBackend(), () => tensor([1, 2]))();
    expect(await numbers(constant)).toEqual([1, 2]);
    (await constant.data()).fill(9);
    expect(await numbers(constant)).toEqual([1, 2]);
  });
});

describe('direct use of a runner', () => {
  test('checks what it is given', async () => {
    const graph = trace((p: { w: Tensor }, x: Tensor) => p.w.mul(x), { w: ones([2]) }, ones([]));
    const runner = await compileGraph(new FakeBackend(), graph);
    const [w, x] = [tensor([1, 2]), tensor(3)];
    expect(await numbers((await runner.run([w, x]))[0]!)).toEqual([3, 6]);
    expect(await failure(() => runner.run([w]))).toEqual(
      new ArgumentError('run: the graph has 2 inputs, got 1 tensors'),
    );
    expect(await failure(() => runner.run([x, w]))).toEqual(
      new ShapeError("run: input '0.w' is float32 [2], got float32 []"),
    );
    expect(await failure(() => runner.run([w, tensor(1, { dtype: 'int32' })]))).toEqual(
      new ShapeError("run: input '1' is float32 [], got int32 []"),
    );
    expect(await failure(() => runner.run([w.add(1), x]))).toEqual(
      new ArgumentError("run: input '0.w' has no values yet; compute it first: await materialize(x)"),
    );
    w.dispose();
    expect((await failure(() => runner.run([w, x]))).message).toContain(
      "run: input '0.w': tensor float32 [2] was disposed",
    );
  });

  test('a tensor twice, donated at both places, is freed once', async () => {
    const backend = new FakeBackend();
    const x = await stored(backend, [1, 2]);
    const runner = await compileGraph(
      backend,
      trace((a: Tensor, b: Tensor) => a.mul(b), ones([2]), ones([2])),
    );
    const [y] = await runner.run([x, x], new Set([0, 1]));
    expect(await numbers(y!)).toEqual([1, 4]);
    expect(backend.live.size).toBe(1);
  });
});
