import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { ArgumentError, DTypeError, ShapeError, TreeError } from '../errors.js';
import {
  argmax,
  compile,
  exp,
  key,
  ones,
  reference,
  stopGradient,
  type Tensor,
  tensor,
  tree,
  zeros,
} from '../index.js';
import { failure, numbers, wave } from '../testing/values.js';
import { grad, hessianDiagonal, hvp, jvp, valueAndGrad, vjp } from './transforms.js';

const cube = (x: Tensor) => x.mul(x).mul(x).sum();

describe('grad and valueAndGrad', () => {
  test('value, gradient and extras', async () => {
    const fn = (x: Tensor, scale: number) => [x.mul(x).sum().mul(scale), { doubled: x.mul(2) }] as const;
    const [value, gradient, extras] = valueAndGrad(fn, { aux: true })(tensor([1, 2]), 3);
    expect([await numbers(value), await numbers(gradient), await numbers(extras.doubled)]).toEqual([
      [15],
      [6, 12],
      [2, 4],
    ]);
    const [again, more] = grad(fn, { aux: true })(tensor([1, 2]), 3);
    expect([await numbers(again), await numbers(more.doubled)]).toEqual([
      [6, 12],
      [2, 4],
    ]);
    const [plain, slope] = valueAndGrad(cube)(tensor([2]));
    expect([await numbers(plain), await numbers(slope)]).toEqual([[8], [12]]);
    expectTypeOf(gradient).toEqualTypeOf<Tensor>();
    expectTypeOf(extras.doubled).toEqualTypeOf<Tensor>();
  });

  test('derivatives of the first four orders', async () => {
    const x = tensor([2, -1]);
    const d = (fn: (x: Tensor) => Tensor) => grad((y: Tensor) => fn(y).sum());
    const orders = [d(cube), d(d(cube)), d(d(d(cube))), d(d(d(d(cube))))];
    expect(await Promise.all(orders.map((fn) => numbers(fn(x))))).toEqual([
      [12, 3],
      [12, -6],
      [6, 6],
      [0, 0],
    ]);
    const sine = d(d(d((y) => y.sin())));
    expect((await numbers(sine(x)))[0]).toBeCloseTo(-Math.cos(2), 14);
  });

  test('trees keep their structure, holes included; what plays no part has a gradient of zeros', async () => {
    const params = {
      a: tensor([1, 2]),
      hole: undefined,
      list: [tensor(3), { b: tensor([[4]], { dtype: 'float16' }) }],
    } as const;
    const g = grad((p: typeof params) => p.a.mul(p.a).sum().mul(p.list[0]))(params);
    expect(tree.flatten(g).map(({ path }) => path)).toEqual(['a', 'list.0', 'list.1.b']);
    expect(Object.keys(g)).toEqual(['a', 'hole', 'list']);
    expect([await numbers(g.a), await numbers(g.list[0]), await numbers(g.list[1].b)]).toEqual([[6, 12], [5], [0]]);
    expect([g.list[1].b.shape, g.list[1].b.dtype]).toEqual([[1, 1], 'float16']);
  });

  test('a loss that does not depend on the parameters, or is one of them', async () => {
    expect(await numbers(grad((_x: Tensor) => tensor(1))(ones([2])))).toEqual([0, 0]);
    expect(await numbers(grad((x: Tensor) => x)(tensor(5)))).toEqual([1]);
    expect(await numbers(grad((x: Tensor) => x)(tensor([[5]])))).toEqual([1]);
    expect(await numbers(grad(([x]: Tensor[]) => x!)([tensor(5), tensor(6)])[1]!)).toEqual([0]);
  });

  test('one tensor in two places has two gradients', async () => {
    const x = tensor([3]);
    const [a, b] = grad(([p, q]: [Tensor, Tensor]) => p.mul(p).mul(q).sum())([x, x]);
    expect([await numbers(a), await numbers(b)]).toEqual([[18], [9]]);
  });

  test('a tensor used twice, in a chain that splits and joins again', async () => {
    const g = grad((x: Tensor) => {
      const y = x.mul(2);
      return y.mul(y).add(y).add(y).sum();
    })(tensor([3]));
    expect(await numbers(g)).toEqual([2 * (2 * 6 + 2)]);
  });

  test('whole numbers on the way stop the derivative', async () => {
    const fn = (x: Tensor) => x.cast('int32').cast('float32').mul(x).sum();
    expect(await numbers(grad(fn)(tensor([2.5])))).toEqual([2]);
    const picked = (x: Tensor) => x.gather(argmax(x)).mul(3).sum();
    expect(await numbers(grad(picked)(tensor([1, 5, 2])))).toEqual([0, 3, 0]);
  });

  test('half precision has cotangents of its own dtype', async () => {
    const params = { h: tensor([0.5, 2], { dtype: 'float16' }), f: tensor([3, 4]) };
    const g = grad((p: typeof params) => p.h.mul(p.h).cast('float32').mul(p.f).sum())(params);
    expect([g.h.dtype, g.f.dtype, await numbers(g.h), await numbers(g.f)]).toEqual([
      'float16',
      'float32',
      [3, 16],
      [0.25, 4],
    ]);
    expect(valueAndGrad((h: Tensor) => h.sum())(params.h)[0].dtype).toBe('float16');
  });
});

describe('closures', () => {
  test('a derivative inside a derivative keeps its variables apart', async () => {
    // d/dx [x · d/dy (x + y)] = 1, which a system with one set of marks gets wrong (Siskind and Pearlmutter, 2005).
    const inner = (x: Tensor) => grad((y: Tensor) => x.add(y).sum())(tensor(1));
    expect(await numbers(grad((x: Tensor) => x.mul(inner(x)).sum())(tensor(1)))).toEqual([1]);
  });

  test('the inner derivative depends on the outer variable', async () => {
    const fn = (x: Tensor) => x.mul(grad((y: Tensor) => x.mul(y).mul(y).sum())(x)).sum();
    // x · 2x² = 2x³ → 6x²
    expect(await numbers(grad(fn)(tensor(3)))).toEqual([54]);
  });

  test('only the use under its new name is differentiated', async () => {
    const x = tensor(3);
    expect(await numbers(grad((y: Tensor) => x.mul(y).sum())(x))).toEqual([3]);
    expect(await numbers(grad((y: Tensor) => stopGradient(y).mul(y).sum())(x))).toEqual([3]);
  });
});

describe('errors', () => {
  const x = ones([2]);
  const thrown = (run: () => unknown, type: new (...args: never[]) => Error, text: string) => {
    expect(run).toThrow(type);
    expect(run).toThrow(text);
  };

  test('parameters without derivatives', () => {
    thrown(
      () => grad((p: { a: Tensor }) => p.a)({ a: ones([2], 'int32') }),
      DTypeError,
      "grad: 'a' is int32; only floats have derivatives: partition the tree first",
    );
    thrown(() => grad((p: Tensor) => p)(ones([1], 'bool')), DTypeError, "grad: 'the argument' is bool");
    thrown(
      () => grad((p: { rate: number }) => ones([]).mul(p.rate))({ rate: 1 }),
      ArgumentError,
      "grad: 'rate' is a number; derivatives are taken with respect to tensors",
    );
    thrown(() => vjp((a: Tensor) => a, ones([1], 'int32')), DTypeError, "vjp: '0' is int32");
  });

  test('losses that are not scalars', () => {
    thrown(
      () => grad((p: Tensor) => p)(x),
      ShapeError,
      'grad: the function must return a float scalar, got float32 [2]; take its mean or sum',
    );
    thrown(() => grad((p: Tensor) => p.sum().cast('int32'))(x), ShapeError, 'got int32 []');
    thrown(
      () => grad((() => 1) as never)(x),
      ArgumentError,
      'grad: the function must return a scalar tensor; for [loss, extras] pass { aux: true }',
    );
    thrown(() => grad(((p: Tensor) => [p.sum(), 1]) as never)(x), ArgumentError, 'pass { aux: true }');
    thrown(
      () => grad(((p: Tensor) => p.sum()) as never, { aux: true })(x),
      ArgumentError,
      'grad: with { aux: true } the function must return [loss, extras]',
    );
    thrown(
      () => valueAndGrad(cube as never, { auxiliary: true } as never),
      ArgumentError,
      "valueAndGrad: unknown option 'auxiliary'; allowed: aux",
    );
  });

  test('cotangents, tangents and vectors that do not match', () => {
    const [, back] = vjp((a: Tensor) => ({ y: a.mul(2) }), x);
    thrown(() => back({ y: ones([3]) }), ShapeError, "vjp: [3] at 'y' does not match the value's [2]");
    thrown(
      () => back({ y: ones([2], 'float16') }),
      DTypeError,
      "vjp: float16 at 'y' does not match the value's float32; cast it first",
    );
    thrown(
      () => back({ z: x } as never),
      TreeError,
      'vjp: the trees differ; missing: y; unexpected: z (in the cotangent)',
    );
    thrown(() => back({ y: 1 } as never), ArgumentError, "vjp: expected a tensor at 'y', got number");
    thrown(
      () => vjp((() => 'text') as never, x),
      TreeError,
      'vjp: the function returned a string; return tensors or trees of them',
    );
    thrown(() => jvp((a: Tensor) => a, [x], [ones([3])]), ShapeError, "jvp: [3] at '0' does not match the value's [2]");
    thrown(() => jvp((() => 1) as never, [x], [x]), TreeError, 'jvp: the function returned a number');
    thrown(() => hvp(cube, x, ones([1])), ShapeError, "hvp: [1] does not match the value's [2]");
    thrown(
      () => hessianDiagonal(cube, key(0), x, { probes: 0 }),
      ArgumentError,
      'hessianDiagonal: probes 0 must be 1 or more',
    );
    thrown(
      () => hessianDiagonal(cube, key(0), x, { samples: 1 } as never),
      ArgumentError,
      "hessianDiagonal: unknown option 'samples'; allowed: probes",
    );
  });
});

/** Smooth functions of two vectors of three, from a grammar. */
const expressions = fc.letrec<{ e: (a: Tensor, b: Tensor) => Tensor }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4 },
    fc.constant((a: Tensor) => a),
    fc.constant((_a: Tensor, b: Tensor) => b),
    fc
      .tuple(
        fc.constantFrom<'sin' | 'tanh' | 'sigmoid' | 'softmax' | 'erf'>('sin', 'tanh', 'sigmoid', 'softmax', 'erf'),
        tie('e'),
      )
      .map(
        ([op, x]) =>
          (a: Tensor, b: Tensor) =>
            x(a, b)[op](),
      ),
    fc.tuple(fc.constantFrom<'mul' | 'add' | 'sub'>('mul', 'add', 'sub'), tie('e'), tie('e')).map(
      ([op, x, y]) =>
        (a: Tensor, b: Tensor) =>
          x(a, b)[op](y(a, b)),
    ),
    tie('e').map(
      (x) => (a: Tensor, b: Tensor) => x(a, b).reshape([3, 1]).mul(b).sum(0, { keepDims: true }).div(3).reshape([3]),
    ),
    tie('e').map((x) => (a: Tensor, b: Tensor) => x(a, b).cumsum(0).flip().mean(0, { keepDims: true }).add(a)),
  ),
})).e;

describe('consistency with finite differences, in double precision', () => {
  const [a, b, ta, tb, ct] = [1, 2, 3, 4, 5].map((seed) => wave([3], seed)) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const along = (step: number): [Tensor, Tensor] => [a.add(ta.mul(step)), b.add(tb.mul(step))];
  const h = 1e-5;
  const near = (x: number, y: number) => expect(Math.abs(x - y)).toBeLessThan(1e-6 * (1 + Math.abs(y)));

  test('jvp is the slope along the tangent, and vjp its transpose', async () => {
    await fc.assert(
      fc.asyncProperty(expressions, async (fn) => {
        const [value, tangent] = jvp(fn, [a, b], [ta, tb]);
        const [again, back] = vjp(fn, a, b);
        const [ga, gb] = back(ct);
        const [plus, minus] = [fn(...along(h)), fn(...along(-h))];
        await tree.leaves([value, tangent, again, ga, gb, plus, minus]).reduce(async (before, x) => {
          await before;
          await x.data();
        }, Promise.resolve());
        expect(await numbers(value)).toEqual(await numbers(again));
        const [p, m, t] = [await numbers(plus), await numbers(minus), await numbers(tangent)];
        t.forEach((v, i) => {
          near(v, (p[i]! - m[i]!) / (2 * h));
        });
        const forward = await tangent.mul(ct).sum().item();
        near(await ga.mul(ta).sum().add(gb.mul(tb).sum()).item(), forward);
      }),
      { numRuns: 40 },
    );
  });

  test('hvp is the slope of the gradient, and symmetric', async () => {
    await fc.assert(
      fc.asyncProperty(expressions, async (fn) => {
        const loss = ([x, y]: readonly [Tensor, Tensor]) => fn(x, y).mul(ct).sum();
        const [ha, hb] = hvp(loss, [a, b] as const, [ta, tb] as const);
        const [plus, minus] = [grad(loss)(along(h)), grad(loss)(along(-h))];
        for (const [k, hv] of [ha, hb].entries()) {
          const [p, m] = [await numbers(plus[k]!), await numbers(minus[k]!)];
          (await numbers(hv)).forEach((v, i) => {
            near(v, (p[i]! - m[i]!) / (2 * h));
          });
        }
        const [sa, sb] = hvp(loss, [a, b] as const, [ct, a] as const);
        const left = await sa.mul(ta).sum().add(sb.mul(tb).sum()).item();
        near(left, await ha.mul(ct).sum().add(hb.mul(a).sum()).item());
      }),
      { numRuns: 25 },
    );
  });
});

describe('vjp and jvp', () => {
  test('several arguments and results, some of which do not depend on each other', async () => {
    const fn = (x: Tensor, y: Tensor) => ({ product: x.mul(y), x, constant: ones([2]), index: argmax(x) });
    const [value, tangent] = jvp(fn, [tensor([1, 2]), tensor([3, 4])], [tensor([1, 0]), tensor([0, 10])]);
    expect(await numbers(value.product)).toEqual([3, 8]);
    expect(await numbers(tangent.product)).toEqual([3, 20]);
    expect([await numbers(tangent.x), await numbers(tangent.constant)]).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect([tangent.index.dtype, await numbers(tangent.index)]).toEqual(['int32', [0]]);
    const [, back] = vjp(fn, tensor([1, 2]), tensor([3, 4]));
    const [gx, gy] = back({ product: ones([2]), x: tensor([5, 5]), constant: ones([2]), index: zeros([], 'int32') });
    expect([await numbers(gx), await numbers(gy)]).toEqual([
      [8, 9],
      [1, 2],
    ]);
  });

  test('the same result returned twice', async () => {
    const fn = (x: Tensor) => {
      const y = x.mul(x);
      return [y, y, x];
    };
    const [, back] = vjp(fn, tensor([3]));
    expect(await numbers(back([tensor([1]), tensor([10]), tensor([100])])[0])).toEqual([166]);
    const [, tangents] = jvp(fn, [tensor([3])], [tensor([2])]);
    expect(await Promise.all(tangents.map(numbers))).toEqual([[12], [12], [2]]);
  });

  test('the forward mode leaves no trace of the backward pass in the graph', () => {
    const step = compile(reference(), (x: Tensor, t: Tensor) => jvp((y: Tensor) => exp(y), [x], [t])[1]);
    expect(step.graph(ones([2]), ones([2])).nodes.map((n) => n.op)).toEqual(['input', 'input', 'exp', 'mul']);
  });

  test('third order through all three transforms', async () => {
    const x = tensor([0.5]);
    const v = ones([1]);
    const third = (y: Tensor) => jvp((z: Tensor) => hvp((w: Tensor) => w.sin().sum(), z, v), [y], [v])[1];
    expect((await numbers(third(x)))[0]).toBeCloseTo(-Math.cos(0.5), 14);
    const [, back] = vjp((y: Tensor) => jvp((z: Tensor) => z.sin(), [y], [v])[1], x);
    expect((await numbers(back(v)[0]))[0]).toBeCloseTo(-Math.sin(0.5), 14);
  });
});

describe('hvp and hessianDiagonal', () => {
  test('trees of both float dtypes', async () => {
    const params = { f: tensor([1, 2]), h: tensor([3], { dtype: 'float16' }) };
    const loss = (p: typeof params) => cube(p.f).add(cube(p.h).cast('float32'));
    const result = hvp(loss, params, { f: tensor([1, 10]), h: tensor([2], { dtype: 'float16' }) });
    expect([await numbers(result.f), await numbers(result.h), result.h.dtype]).toEqual([[6, 120], [36], 'float16']);
  });

  test('no parameters, nothing to do', () => {
    expect(hvp((_p: Record<string, Tensor>) => tensor(1), {}, {})).toEqual({});
  });

  test('exact for a diagonal Hessian', async () => {
    const d = hessianDiagonal((x: Tensor) => cube(x), key(1), tensor([1, 2, 3]));
    expect(await numbers(d)).toEqual([6, 12, 18]);
  });

  test('unbiased otherwise: the mean of many probes nears the diagonal, and probes differ from seed to seed', async () => {
    const a = [
      [2, 1, -1],
      [1, 3, 0.5],
      [-1, 0.5, 4],
    ];
    const loss = (x: Tensor) => x.matmul(tensor(a)).mul(x).sum().div(2);
    const run = compile(reference(), (k: Tensor, x: Tensor) => hessianDiagonal(loss, k, x, { probes: 8 }));
    const [x, total] = [tensor([1, 2, 3]), [0, 0, 0]];
    const seen = new Set<string>();
    const rounds = 100;
    for (let seed = 0; seed < rounds; seed++) {
      const estimate = await numbers(await run(key(seed), x));
      seen.add(estimate.join());
      estimate.forEach((v, i) => {
        total[i]! += v / rounds;
      });
    }
    expect(seen.size).toBeGreaterThan(40);
    // The standard deviation of one probe is at most √(1² + 1²): a mean of 800 is within 0.2 (four times its own).
    total.forEach((v, i) => {
      expect(Math.abs(v - a[i]![i]!)).toBeLessThan(0.2);
    });
  });
});

test('a promise is not a loss', async () => {
  expect((await failure(() => grad((async () => tensor(1)) as never)(ones([1])))).message).toContain(
    'grad: the function must return a scalar tensor',
  );
});
