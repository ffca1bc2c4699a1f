import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { ArgumentError, DisposedError, DTypeError, GraphError, NonFiniteError, ShapeError } from './errors.js';
import {
  add,
  compile,
  compileGraph,
  exp,
  grad,
  key,
  normal,
  ones,
  reference,
  Tensor,
  tensor,
  trace,
  zeros,
} from './index.js';
import { FakeBackend } from './testing/fake-backend.js';
import { opsOf } from './testing/graphs.js';
import { failure, numbers } from './testing/values.js';

describe('tracing', () => {
  test('once for each combination of shapes, dtypes, structure and settings', async () => {
    const fn = vi.fn((p: { x: Tensor; list?: Tensor[] }, rate: Tensor, mode = 'a') => ({ y: p.x.mul(rate), mode }));
    const run = compile(reference(), fn as (p: unknown, rate: Tensor, mode?: string) => { y: Tensor; mode: string });
    const calls: [unknown, number | Tensor, string?][] = [
      [{ x: ones([2]) }, 1],
      [{ x: ones([3]) }, 1],
      [{ x: ones([2, 1]) }, 1],
      [{ x: ones([2], 'float16').cast('float16') }, tensor(1, { dtype: 'float16' })],
      [{ x: ones([2]) }, 1, 'b'],
      [{ x: ones([2]), list: [] }, 1],
      [{ x: ones([2]), list: {} }, 1],
      [{ x: ones([2]), list: [ones([1])] }, 1],
      [{ x: ones([2]), list: { 0: ones([1]) } }, 1],
      [{ x: ones([2]), 'a.b': ones([]) }, 1],
      [{ x: ones([2]), a: { b: ones([]) } }, 1],
      [{ x: ones([2]), s: 'p|q' }, 1],
      [{ x: ones([2]), s: 'p', q: '' }, 1],
      [{ x: ones([2]), s: 'null' }, 1],
      [{ x: ones([2]), s: null }, 1],
      [{ x: ones([2]), s: true }, 1],
      [{ x: ones([2]), s: 'true' }, 1],
    ];
    for (const [i, args] of calls.entries()) {
      await run(...args);
      expect(fn).toHaveBeenCalledTimes(i + 1);
    }
    for (const args of calls) await run(...args);
    expect(fn).toHaveBeenCalledTimes(calls.length);
  });

  test('numbers are values: changing one neither traces nor compiles again', async () => {
    const backend = new FakeBackend();
    const fn = vi.fn((x: Tensor, rate: Tensor) => x.mul(rate));
    const run = compile(backend, fn);
    for (const rate of [1, -2.5, 1e30])
      expect(await numbers(await run(tensor([1, 2]), rate))).toEqual([rate, 2 * rate]);
    expect(await numbers(await run(tensor([1, 2]), tensor(3)))).toEqual([3, 6]);
    expect([fn.mock.calls.length, backend.compiled]).toEqual([1, 1]);
    expect(fn.mock.calls[0]![1]).toBeInstanceOf(Tensor);
  });

  test('calls at the same time share one trace', async () => {
    const backend = new FakeBackend();
    const run = compile(backend, (x: Tensor) => x.add(1));
    const results = await Promise.all([1, 2, 3].map((v) => run(v)));
    expect(await Promise.all(results.map((y) => y.item()))).toEqual([2, 3, 4]);
    expect(backend.compiled).toBe(1);
  });

  test('functions among the arguments are told apart by identity', async () => {
    const traced = vi.fn();
    const run = compile(reference(), (x: Tensor, f: (x: Tensor) => Tensor) => {
      traced();
      return f(x);
    });
    const [double, square] = [(x: Tensor) => x.mul(2), (x: Tensor) => x.mul(x)];
    expect(await (await run(3, double)).item()).toBe(6);
    expect(await (await run(3, square)).item()).toBe(9);
    expect(await (await run(4, double)).item()).toBe(8);
    expect(traced).toHaveBeenCalledTimes(2);
  });

  test('a trace that fails is tried again', async () => {
    let broken = true;
    const run = compile(reference(), (x: Tensor) => {
      if (broken) throw new Error('not yet');
      return x.add(1);
    });
    await expect(run(1)).rejects.toThrow('not yet');
    broken = false;
    expect(await (await run(1)).item()).toBe(2);
  });

  test('the graph can be looked at', () => {
    const run = compile(reference(), (x: Tensor, y: Tensor) => exp(x.add(0)).mul(y.neg().neg()));
    expect(opsOf(run.graph(ones([2]), 3))).toEqual(['exp', 'mul']);
  });

  test('typed like the function', () => {
    const run = compile(reference(), (p: { w: Tensor }, n: Tensor, mode: 'a' | 'b') => ({ loss: p.w.mul(n), mode }));
    expectTypeOf(run).parameters.toEqualTypeOf<[{ w: Tensor | number }, Tensor | number, 'a' | 'b']>();
    expectTypeOf(run).returns.resolves.toEqualTypeOf<{ loss: Tensor; mode: 'a' | 'b' }>();
  });
});

describe('arguments and results', () => {
  test('results keep the structure, with settings and numbers as they were when traced', async () => {
    const run = compile(reference(), (x: Tensor) => ({
      y: [x.add(1), undefined],
      size: x.size,
      none: null,
      name: 'n',
    }));
    const { y, ...rest } = await run(ones([2]));
    expect(rest).toEqual({ size: 2, none: null, name: 'n' });
    expect([await numbers(y[0]!), y[1]]).toEqual([[2, 2], undefined]);
    expect(await compile(reference(), () => 'nothing')()).toBe('nothing');
  });

  test('lazy arguments are computed, and keep their values', async () => {
    const backend = new FakeBackend();
    const lazy = ones([2]).mul(3);
    const run = compile(backend, (x: Tensor, y: Tensor) => x.add(y));
    expect(await numbers(await run(lazy, lazy.add(1)))).toEqual([7, 7]);
    expect(lazy.source.kind).toBe('stored');
  });

  test('tensors of another engine are brought over', async () => {
    const [one, other] = [new FakeBackend(), new FakeBackend()];
    const x = await compile(one, () => exp(zeros([2]).add(normal(key(0), [2]).mul(0))))();
    const y = await compile(other, (a: Tensor) => a.add(1))(x);
    expect(await numbers(y)).toEqual([2, 2]);
    expect([x, y].map((t) => t.source.kind === 'stored' && t.source.storage.backend)).toEqual([one, other]);
    expect(await numbers(x)).toEqual([1, 1]);
  });

  test('engine tensors that the function captures are read at every call', async () => {
    const backend = new FakeBackend();
    const held = await compile(backend, (x: Tensor) => x.mul(2))(tensor([1, 2]));
    const run = compile(backend, (x: Tensor) => x.add(held));
    expect(await numbers(await run(1))).toEqual([3, 5]);
    expect(await numbers(await run(tensor([10, 10]))).then((v) => v)).toEqual([12, 14]);
    held.dispose();
    const error = await failure(() => run(1));
    expect(error).toEqual(
      new DisposedError(
        "run: input 'captured0': tensor float32 [2] was disposed; dispose of a tensor after its last use",
      ),
    );
  });

  test('whole numbers, bools, halves and empty values go through', async () => {
    const run = compile(reference(), (i: Tensor, b: Tensor, h: Tensor, e: Tensor) => [
      i.add(1),
      b.logicalNot(),
      h.mul(2),
      e.exp(),
      e.sum(),
    ]);
    const results = await run(
      tensor([1], { dtype: 'int32' }),
      tensor([true]),
      tensor([0.5], { dtype: 'float16' }),
      zeros([0, 2]),
    );
    expect(results.map((y) => [y.dtype, y.shape])).toEqual([
      ['int32', [1]],
      ['bool', [1]],
      ['float16', [1]],
      ['float32', [0, 2]],
      ['float32', []],
    ]);
    expect(await Promise.all(results.map(numbers))).toEqual([[2], [0], [1], [], [0]]);
  });

  test.each<[string, unknown[], new (...args: never[]) => Error, string]>([
    [
      'NaN',
      [{ rate: Number.NaN }],
      NonFiniteError,
      'argument 0.rate is NaN; numbers must be finite (wrap it in a tensor with allowNonFinite if it is meant)',
    ],
    ['infinity', [Number.NEGATIVE_INFINITY], NonFiniteError, 'argument 0 is -Infinity; numbers must be finite'],
    ['beyond float32', [1e39], NonFiniteError, 'argument 0: the constant 1e+39 is beyond float32'],
    [
      'a typed array',
      [Int32Array.of(1)],
      ArgumentError,
      'compile: argument 0 is a Int32Array; wrap it: tensor(values, { shape })',
    ],
    [
      'a date',
      [[new Date()]],
      ArgumentError,
      'compile: argument 0.0 is a Date; pass tensors, numbers, strings or booleans',
    ],
  ])('%s is an error', async (_name, args, type, message) => {
    const run = compile(reference(), (...all: unknown[]) => all.length) as (...args: unknown[]) => Promise<unknown>;
    const error = await failure(() => run(...args));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
  });

  test('what operations throw comes from the call', async () => {
    const run = compile(reference(), (a: Tensor, b: Tensor) => a.matmul(b));
    expect(await failure(() => run(ones([2, 3]), ones([2, 3])))).toBeInstanceOf(ShapeError);
    expect(await failure(() => run(ones([2, 2], 'int32'), ones([2, 2], 'int32')))).toBeInstanceOf(DTypeError);
    await expect(compile(reference(), async (x: Tensor) => x)(1)).rejects.toThrow('compile: the function is async');
  });

  test('a compiled function inside a traced one says what to do instead', async () => {
    const inner = compile(reference(), (x: Tensor) => x.add(1));
    let inside: Promise<unknown> | undefined;
    trace(
      (x: Tensor) => {
        inside = failure(() => inner(x));
        return x;
      },
      ones([1]),
    );
    expect(await inside).toEqual(
      new GraphError(
        'argument 0 stands for a value of a function that is being traced; call the plain function there, not the compiled one',
      ),
    );
  });

  test('options', () => {
    expect(() => compile(reference(), () => 1, { donates: [0] } as never)).toThrow(
      "compile: unknown option 'donates'; allowed: donate",
    );
    expect(() => compile(reference(), () => 1, { donate: [-1] })).toThrow(
      new ArgumentError('compile: donate names argument -1; allowed: positions from 0 up'),
    );
    expect(() => compile(reference(), () => 1, { donate: 0 as never })).toThrow(
      new ArgumentError('compile: donate must list positions, as in [0], got 0'),
    );
  });

  test('donate names an argument there is', async () => {
    const run = compile(reference(), (x: Tensor, y: Tensor) => x.add(y), { donate: [0, 2] });
    expect(await failure(() => run(1, 2))).toEqual(
      new ArgumentError('compile: donate names argument 2 (the first is 0); allowed: 0 to 1'),
    );
    const none = compile(reference(), () => ones([1]), { donate: [0] });
    expect((await failure(() => none())).message).toContain('donate names argument 0 (the first is 0); there are no');
    // An optional argument left out, and a rest parameter, which the function does not count.
    const optional = compile(reference(), (x: Tensor, y?: Tensor) => (y ? x.add(y) : x), { donate: [1] });
    expect(await (await optional(1)).item()).toBe(1);
    const rest = compile(reference(), (...list: Tensor[]) => list[0]!.add(list[1]!), { donate: [1] });
    expect(await (await rest(1, 2)).item()).toBe(3);
  });
});

describe('disposal', () => {
  test('frees every executable; a later call compiles again', async () => {
    const backend = new FakeBackend();
    const run = compile(backend, (x: Tensor) => x.add(1));
    await run(1);
    await run(tensor([1, 1]));
    await run.dispose();
    expect([backend.compiled, backend.disposed]).toEqual([2, 2]);
    await run.dispose();
    expect(backend.disposed).toBe(2);
    expect(await (await run(1)).item()).toBe(2);
    expect(backend.compiled).toBe(3);
  });

  test('a trace that failed does not stand in the way', async () => {
    const run = compile(reference(), (x: Tensor) => add(x, ones([3])));
    const failing = run(ones([2]));
    await run.dispose();
    await expect(failing).rejects.toThrow(ShapeError);
  });
});

test('compileGraph cleans up what it is given', async () => {
  const graph = trace((x: Tensor) => grad((y: Tensor) => y.mul(y).sum())(x), ones([2]));
  const runner = await compileGraph(reference(), graph);
  const [y] = await runner.run([tensor([1, 2])]);
  expect(await numbers(y!)).toEqual([2, 4]);
  await runner.dispose();
});
