import { grad, key, matmul, normal, ones, relu, split, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../../test/models.js';
import { lecunNormal } from '../lecun-normal.js';
import { coordinateCheck } from './coordinate-check.js';
import { mup } from './mup.js';

const shapes = (width: number) => ({
  token: ones([11, width]),
  hidden: { weight: ones([2 * width, width]), bias: ones([2 * width]) },
  head: { weight: ones([3, 2 * width]), bias: ones([3]) },
});

test('the table of the paper', async () => {
  const adam = mup(shapes(8), shapes(2), { embeddings: 'token' });
  expect(adam.learningRates).toEqual({
    token: 1,
    'hidden.weight': 1 / 4,
    'hidden.bias': 1,
    'head.weight': 1 / 4,
    'head.bias': 1,
  });
  expect((await adam.params.head.weight.data())[0]).toBeCloseTo(1 / 2, 6);
  expect((await adam.params.hidden.weight.data())[0]).toBe(1);
  expect((await adam.params.token.data())[0]).toBe(1);
  const sgd = mup(shapes(8), shapes(2), { embeddings: 'token', optimizer: 'sgd' });
  expect(Object.values(sgd.learningRates)).toEqual([4, 1, 4, 1 / 4, 1]);
});

test.each(['adam', 'sgd'] as const)('learning rates of %s as the package mup sets them', (optimizer) => {
  const named = (width: number) => ({
    token: { weight: ones([11, width]) },
    hidden: { weight: ones([2 * width, width]), bias: ones([2 * width]) },
    head: { weight: ones([3, 2 * width]), bias: ones([3]) },
  });
  const { learningRates } = mup(named(8), named(2), { optimizer, embeddings: 'token.weight' });
  expect(learningRates).toMatchObject(models.mup[optimizer]);
  expect(Object.keys(models.mup[optimizer]).sort()).toEqual(
    Object.keys(learningRates)
      .filter((path) => path !== 'head.weight')
      .sort(),
  );
});

/** A network after three steps of sign descent, which moves as Adam does. */
async function trained(width: number, parametrised: boolean) {
  const make = (w: number) => {
    const [a, b, c] = split(key(1), 3) as [Tensor, Tensor, Tensor];
    const draw = lecunNormal();
    return { a: draw(a, [w, 6]), b: draw(b, [w, w]), c: draw(c, [2, w]) };
  };
  const layers = (p: ReturnType<typeof make>) => {
    const x = normal(key(2), [16, 6]);
    const first = relu(matmul(x, p.a, { transposeB: true }));
    const second = relu(matmul(first, p.b, { transposeB: true }));
    return { first, second, out: matmul(second, p.c, { transposeB: true }) };
  };
  const scaled = mup(make(width), make(16));
  let params = parametrised ? scaled.params : make(width);
  const loss = (p: typeof params) =>
    layers(p)
      .out.sub(normal(key(3), [16, 2]))
      .square()
      .mean();
  for (let i = 0; i < 3; i++) {
    const g = grad(loss)(params);
    params = tree.zip(params, g, (w, d, path) =>
      (w as Tensor).sub((d as Tensor).sign().mul(0.02 * (parametrised ? scaled.learningRates[path]! : 1))),
    ) as typeof params;
  }
  return layers(params);
}

test('coordinates do not grow with the width, as they do without', async () => {
  const widths = [16, 32, 64, 128];
  const good = await coordinateCheck((width) => trained(width, true), widths);
  const poor = await coordinateCheck((width) => trained(width, false), widths);
  expect(Math.abs(good.second!.exponent)).toBeLessThan(0.2);
  expect(good.out!.exponent).toBeLessThan(0.2);
  expect(poor.out!.exponent).toBeGreaterThan(0.7);
});

test('wrong arguments are errors', async () => {
  expect(() => mup({ a: ones([2]) }, { a: ones([2, 2]) })).toThrow(
    "mup: 'a' is [2], in the base [2, 2]; ranks must agree",
  );
  expect(() => mup({}, {})).toThrow('mup: there are no parameters');
  expect(() => mup(shapes(4), shapes(2), { embeddings: 'tokens' })).toThrow('mup: embeddings tokens matches none');
  expect(() => mup(shapes(4), shapes(2), { optimizer: 'lion' as 'adam' })).toThrow("mup: optimizer 'lion' is unknown");
  await expect(coordinateCheck(async () => ({}), [8, 8])).rejects.toThrow(
    'coordinateCheck: widths [8,8] must be two or more',
  );
  const uneven = coordinateCheck(async (width) => ({ [`layer${width}`]: ones([1]) }), [8, 16]);
  await expect(uneven).rejects.toThrow('coordinateCheck: width 16 has other outputs than width 8');
});
