import { describe, expect, test } from 'vitest';
import { DisposedError } from './errors.js';
import {
  compile,
  foldIn,
  hostValues,
  key,
  materialize,
  normal,
  reference,
  split,
  type Tensor,
  tensor,
  valuesNow,
  zeros,
} from './index.js';
import { FakeBackend } from './testing/fake-backend.js';
import { failure, numbers } from './testing/values.js';

describe('materialize', () => {
  test('computes every lazy tensor of a tree in one go, and hands the tree back', async () => {
    const backend = new FakeBackend();
    const base = await compile(backend, (x: Tensor) => x.exp())(zeros([2]));
    const shared = base.mul(3);
    const tree = { a: shared.add(1), list: [shared, base], n: 5, text: 'x', none: null };
    const before = backend.compiled;
    expect(await materialize(tree)).toBe(tree);
    expect(backend.compiled).toBe(before + 1);
    expect([tree.a.source.kind, shared.source.kind]).toEqual(['stored', 'stored']);
    expect([await numbers(tree.a), await numbers(shared)]).toEqual([
      [4, 4],
      [3, 3],
    ]);
    expect(backend.compiled).toBe(before + 1);
  });

  test('frees what it compiled', async () => {
    const backend = new FakeBackend();
    const x = tensor([1, 2])
      .exp()
      .add(zeros([2]));
    await materialize([x], backend);
    expect(backend.disposed).toBe(backend.compiled);
    await materialize([x], backend);
    x.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('twice at the same time leaves one result and no leak', async () => {
    const backend = new FakeBackend();
    const base = await compile(backend, (x: Tensor) => x.add(1))(tensor([1, 2]));
    const x = base.mul(2);
    const [a, b] = await Promise.all([x.data(), x.data()]);
    expect([a, b]).toEqual([Float64Array.of(4, 6), Float64Array.of(4, 6)]);
    base.dispose();
    x.dispose();
    expect(backend.live.size).toBe(0);
  });

  test('disposal meanwhile leaves nothing behind', async () => {
    const backend = new FakeBackend();
    const base = await compile(backend, (x: Tensor) => x.add(1))(tensor([1, 2]));
    const x = base.mul(2);
    const computing = materialize(x);
    x.dispose();
    await computing;
    base.dispose();
    expect(backend.live.size).toBe(0);
    expect(() => x.add(1)).toThrow(DisposedError);
  });
});

test('valuesNow: the values that would be computed later', async () => {
  const x = normal(foldIn(split(key(3))[1], 4), [2, 3]);
  const now = Array.from(valuesNow('f', x));
  expect(now).toEqual(Array.from(await x.data()));
  expect(Array.from(valuesNow('f', x))).toEqual(now);
});

test('valuesNow: what is not known yet, or only to an engine, is an error', async () => {
  const f = compile(reference(), (k: Tensor) => {
    valuesNow('f', normal(k, [2]));
    return k;
  });
  await expect(f(key(0))).rejects.toThrow('f: values are needed at once, but they depend on what is not known yet');
  const stored = await compile(new FakeBackend(), (x: Tensor) => x.exp())(zeros([2]));
  expect(() => valuesNow('f', stored.mul(2))).toThrow('or on what an engine holds');
  stored.dispose();
});

test('hostValues: what is there without waiting', async () => {
  const data = Float32Array.of(1, 2);
  const x = tensor(data);
  expect(hostValues(x)).toBe(data);
  const lazy = x.add(1);
  expect(hostValues(lazy)).toBeUndefined();
  await lazy.data();
  expect(hostValues(lazy)).toEqual(Float64Array.of(2, 3));
  expect(hostValues(await compile(new FakeBackend(), (y: Tensor) => y.exp())(x))).toBeUndefined();
  x.dispose();
  expect(hostValues(x)).toBeUndefined();
});

describe('data', () => {
  test('is computed where the operands live, or where one says, and is a copy', async () => {
    const [one, other] = [new FakeBackend(), new FakeBackend()];
    const x = await compile(one, (y: Tensor) => y.add(1))(tensor([1, 2]));
    expect(await numbers(x.mul(2))).toEqual([4, 6]);
    expect([one.compiled, other.compiled]).toEqual([2, 0]);
    const lazy = x.mul(3);
    expect(Array.from(await lazy.data(other))).toEqual([6, 9]);
    expect(other.compiled).toBe(1);
    (await lazy.data()).fill(0);
    expect(await numbers(lazy)).toEqual([6, 9]);
    const host = tensor(Float32Array.of(1));
    (await host.data()).fill(5);
    expect(await numbers(host)).toEqual([1]);
  });

  test('without engine operands, in double precision', async () => {
    expect(await tensor(Float64Array.of(0.1)).add(0.2).item()).toBe(0.1 + 0.2);
    expect(await tensor(1).div(3).item(reference())).toBe(1 / 3);
  });

  test('an error of the kernel comes through, and the tensor can be tried again', async () => {
    const backend = new FakeBackend();
    const base = await compile(backend, (x: Tensor) => x.add(1))(tensor([1, 2]));
    const x = base.mul(2);
    backend.failure = new Error('lost device');
    expect((await failure(() => x.data())).message).toBe('lost device');
    expect(await numbers(x)).toEqual([4, 6]);
  });
});
