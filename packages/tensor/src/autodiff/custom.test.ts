import { describe, expect, test, vi } from 'vitest';
import { ArgumentError, DTypeError, ShapeError, TreeError } from '../errors.js';
import {
  compile,
  exp,
  type Graph,
  key,
  ones,
  reference,
  stopGradient,
  type Tensor,
  tensor,
  trace,
  uniform,
  zeros,
} from '../index.js';
import { numbers, wave } from '../testing/values.js';
import { checkpoint, customGradient } from './custom.js';
import { grad, hvp, jvp, valueAndGrad } from './transforms.js';

const derivative = (fn: (x: Tensor) => Tensor) => grad((x: Tensor) => fn(x).sum());
const count = (graph: Graph, op: string) => graph.nodes.filter((n) => n.op === op).length;

describe('customGradient', () => {
  const straightThrough = customGradient(
    (x: Tensor) => x.round(),
    ([g]) => [g],
  );

  test('the value is the function, the derivative is yours', async () => {
    expect(await numbers(straightThrough(tensor([0.4, 0.6])))).toEqual([0, 1]);
    expect(await numbers(derivative((x) => straightThrough(x).mul(x))(tensor([0.4, 0.6])))).toEqual(
      [0.4, 1.6].map((v) => expect.closeTo(v, 6)),
    );
  });

  test('second derivatives differentiate the rule, and its outputs have the derivative you gave', async () => {
    // The function hides its dependence on x: all derivatives come from the rule y' = y.
    const hidden = customGradient(
      (x: Tensor) => exp(stopGradient(x)),
      ([g], _args, [y]) => [g!.mul(y!)],
    );
    const x = tensor([0, 1]);
    const orders = [derivative(hidden), derivative(derivative(hidden)), derivative(derivative(derivative(hidden)))];
    for (const d of orders) expect(await numbers(d(x))).toEqual([1, Math.E]);
    expect(await numbers(hvp((y: Tensor) => hidden(y).sum(), x, ones([2])))).toEqual([1, Math.E]);
  });

  test('a rule written with the arguments: cubic with a slope of its own', async () => {
    const odd = customGradient(
      (x: Tensor) => x.mul(x).mul(x),
      ([g], [x]) => [g!.mul(x).mul(10)],
    );
    expect(await numbers(derivative(odd)(tensor([2])))).toEqual([20]);
    expect(await numbers(derivative(derivative(odd))(tensor([2])))).toEqual([10]);
    expect(await numbers(jvp(odd, [tensor([2])], [tensor([3])])[1])).toEqual([60]);
  });

  test('several outputs: unused ones have no cotangent', async () => {
    const backward = vi.fn((gs: readonly (Tensor | undefined)[], args: readonly Tensor[]) => [
      gs[0] ?? gs[1]!.mul(100),
      gs[1] ? zeros(args[1]!.shape) : undefined,
    ]);
    const pair = customGradient((a: Tensor, b: Tensor) => ({ sum: a.add(b), product: a.mul(b) }), backward);
    const args: [Tensor, Tensor] = [tensor([2]), tensor([3])];
    const gradients = (fn: (a: Tensor, b: Tensor) => Tensor) =>
      Promise.all(grad(([a, b]: [Tensor, Tensor]) => fn(a, b).sum())(args).map(numbers));
    expect(await gradients((a, b) => pair(a, b).sum)).toEqual([[1], [0]]);
    expect(backward.mock.calls[0]![0]).toHaveLength(2);
    expect(backward.mock.calls[0]![0][1]).toBeUndefined();
    expect(await gradients((a, b) => pair(a, b).product)).toEqual([[100], [0]]);
    // A custom call whose result is its argument.
    const same = customGradient(
      (a: Tensor) => a,
      ([g]) => [g!.mul(7)],
    );
    expect(await gradients((a) => same(a))).toEqual([[7], [0]]);
  });

  test('one output used twice collects both cotangents', async () => {
    expect(
      await numbers(
        derivative((x) => {
          const y = straightThrough(x);
          return y.add(y).add(y.mul(2));
        })(tensor([0.4])),
      ),
    ).toEqual([4]);
  });

  test('captured tensors get no gradient', async () => {
    const fn = (w: Tensor) =>
      customGradient(
        (x: Tensor) => x.mul(w),
        ([g]) => [g],
      )(tensor([2])).sum();
    expect(await numbers(grad(fn)(tensor([3])))).toEqual([0]);
  });

  test('inside a checkpoint, and inside compiled code', async () => {
    const block = checkpoint((x: Tensor) => straightThrough(x.mul(2)).sin());
    const expected = [2 * Math.cos(1), 2 * Math.cos(3)];
    const x = tensor(Float64Array.of(0.4, 1.4));
    expect(await numbers(derivative(block)(x))).toEqual(expected.map((v) => expect.closeTo(v, 14)));
    const compiled = compile(reference(), derivative(block));
    expect(await numbers(await compiled(x))).toEqual(expected.map((v) => expect.closeTo(v, 14)));
    expect(await numbers(derivative(derivative(block))(x))).toEqual(
      [1, 3].map((v) => expect.closeTo(-4 * Math.sin(v), 13)),
    );
  });

  test('what is not a cotangent is an error', () => {
    const run = (backward: () => unknown) => () =>
      derivative(customGradient((x: Tensor) => x, backward as never))(ones([2]));
    const owner = 'customGradient: backward';
    expect(run(() => ones([2]))).toThrow(
      new ArgumentError(`${owner} must return a list with an entry for each of 1 arguments, got a object`),
    );
    expect(run(() => [])).toThrow(`${owner} must return a list with an entry for each of 1 arguments, got 0 entries`);
    expect(run(() => [1])).toThrow(new ArgumentError(`${owner} returned a number for argument 0, not a tensor`));
    expect(run(() => [ones([1])])).toThrow(new ShapeError(`${owner} returned [1] for argument 0, which is [2]`));
    expect(run(() => [ones([2], 'float16')])).toThrow(
      new DTypeError(`${owner} returned float16 for argument 0, which is float32`),
    );
    expect(() => customGradient((() => 3) as never, () => [])(ones([1]))).toThrow(
      new TreeError('customGradient: the function returned a number; return tensors or trees of them'),
    );
  });
});

describe('checkpoint', () => {
  const layer = (w: Tensor) => (x: Tensor) => x.matmul(w).tanh().mul(x.sin());
  const deep = (wrap: typeof checkpoint, w: Tensor) => (x: Tensor) => {
    let y = x;
    for (let i = 0; i < 3; i++) y = wrap(layer(w))(y);
    return y.sum();
  };
  const plain = (<A extends unknown[], R>(fn: (...args: A) => R) => fn) as typeof checkpoint;
  const [x, w] = [wave([2, 3], 1), wave([3, 3], 2)];

  test('values and derivatives of three orders are those of the function, for arguments and captured values', async () => {
    const both = (wrap: typeof checkpoint) => {
      const loss = ([a, b]: [Tensor, Tensor]) => deep(wrap, b)(a);
      const g = grad(loss)([x, w]);
      const h = hvp(loss, [x, w], [w.slice({ axis: 0, end: 2 }), w]);
      const third = grad((p: [Tensor, Tensor]) => hvp(loss, p, [x, w])[1].sum())([x, w]);
      return Promise.all([deep(wrap, w)(x), ...g, ...h, ...third].map(numbers));
    };
    const [actual, expected] = [await both(checkpoint), await both(plain)];
    actual.forEach((values, k) => {
      values.forEach((v, i) => {
        expect(v).toBeCloseTo(expected[k]![i]!, 10);
      });
    });
  });

  test('the graph computes the block again, behind barriers that nothing merges or removes', () => {
    const graphOf = (wrap: typeof checkpoint) =>
      trace((a: Tensor, b: Tensor) => valueAndGrad((p: Tensor) => deep(wrap, p)(a))(b), x, w);
    const [once, twice] = [graphOf(plain), graphOf(checkpoint)];
    expect([count(once, 'tanh'), count(once, 'barrier')]).toEqual([3, 0]);
    expect(count(twice, 'tanh')).toBe(6);
    expect(count(twice, 'sin')).toBeGreaterThan(count(once, 'sin'));
    // Everything the backward pass needs of a block it takes from barriers: no first-run tanh is kept for it.
    const users = (i: number) => twice.nodes.flatMap((n, j) => (n.inputs.includes(i) ? [j] : []));
    const behind = new Set<number>();
    twice.nodes.forEach((n, i) => {
      if (n.op === 'barrier' || n.inputs.some((j) => behind.has(j))) behind.add(i);
    });
    const first = twice.nodes.flatMap((n, i) => (n.op === 'tanh' && !behind.has(i) ? [i] : []));
    expect(first).toHaveLength(3);
    for (const i of first) for (const j of users(i)) expect(behind.has(j)).toBe(false);
    // Every barrier waits for a value of the backward pass.
    for (const node of twice.nodes) if (node.op === 'barrier') expect(node.inputs[1]).not.toBe(node.inputs[0]);
  });

  test('several outputs, trees, whole numbers among the operands', async () => {
    const block = (p: { table: Tensor; ids: Tensor }, scale: Tensor) => ({
      rows: p.table.gather(p.ids).mul(scale),
      top: p.table.argmax(),
      squares: [p.table.mul(p.table)],
    });
    const table = wave([3, 2], 4);
    const ids = tensor([2, 0, 2], { dtype: 'int32' });
    const loss = (wrap: typeof checkpoint) => (t: Tensor) => {
      const out = wrap(block)({ table: t, ids }, tensor(3));
      return out.rows.sin().sum().add(out.squares[0]!.sum()).add(out.top.cast('float32').sum());
    };
    expect(await numbers(grad(loss(checkpoint))(table))).toEqual(await numbers(grad(loss(plain))(table)));
    expect(await numbers(loss(checkpoint)(table))).toEqual(await numbers(loss(plain)(table)));
  });

  test('nested checkpoints', async () => {
    const inner = checkpoint((y: Tensor) => y.tanh().mul(y));
    const outer = checkpoint((y: Tensor) => inner(inner(y).sin()).exp());
    const direct = (y: Tensor) => {
      const f = (z: Tensor) => z.tanh().mul(z);
      return f(f(y).sin()).exp();
    };
    for (const d of [derivative, (fn: (y: Tensor) => Tensor) => derivative(derivative(fn))]) {
      const [actual, expected] = [await numbers(d(outer)(x)), await numbers(d(direct)(x))];
      actual.forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i]!, 11);
      });
    }
    const graph = trace(derivative(outer), x);
    expect(count(graph, 'barrier')).toBeGreaterThan(2);
  });

  test('a derivative taken inside', async () => {
    const fn = (y: Tensor) => derivative((z) => z.sin().mul(y))(y);
    expect(await numbers(derivative(checkpoint(fn))(x))).toEqual(
      (await numbers(derivative(fn)(x))).map((v) => expect.closeTo(v, 12)),
    );
  });

  test('random numbers inside are the same in both computations', async () => {
    const dropout = (k: Tensor) => (y: Tensor) => y.mul(uniform(k, [2, 3]).less(0.5).cast('float32')).sin();
    const step = (wrap: typeof checkpoint) =>
      compile(reference(), (k: Tensor, y: Tensor) => derivative(wrap(dropout(k)))(y));
    expect(await numbers(await step(checkpoint)(key(3), x))).toEqual(await numbers(await step(plain)(key(3), x)));
  });

  test('results that are operands, and values of size zero', async () => {
    const block = checkpoint((a: Tensor, b: Tensor) => [a, a.mul(b)] as const);
    const g = grad(([a, b]: [Tensor, Tensor]) => {
      const [same, product] = block(a, b);
      return same.add(product).sum();
    })([tensor([2]), tensor([3])]);
    expect(await Promise.all(g.map(numbers))).toEqual([[4], [2]]);
    const empty = checkpoint((a: Tensor) => a.slice({ axis: 0, end: 0 }).exp());
    expect(await numbers(derivative(empty)(tensor([1, 2])))).toEqual([0, 0]);
  });

  test('returning something else is an error', () => {
    expect(() => checkpoint(() => ({ loss: 1 }))()).toThrow(
      new TreeError('checkpoint: the function returned a number; return tensors or trees of them'),
    );
  });
});
