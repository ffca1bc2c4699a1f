import { key, matmul, normal, split, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../../test/models.js';
import { orthogonal } from '../orthogonal.js';
import { lsuv } from './lsuv.js';

const x = normal(key(1), [200, 8]).mul(3);
const [a, b] = split(key(2));
const params = { first: { weight: orthogonal()(a, [8, 8]) }, second: { weight: orthogonal()(b, [4, 8]) } };
const outputs = (p: typeof params) => {
  const h = matmul(x, p.first.weight, { transposeB: true });
  return { 'first.weight': h, 'second.weight': matmul(tanh(h), p.second.weight, { transposeB: true }) };
};
const deviation = (h: Tensor) => h.variance().sqrt().item();

test('every output has unit variance, by one factor a weight', async () => {
  const made = await lsuv(params, outputs, { tolerance: 0.01 });
  for (const h of Object.values(outputs(made))) expect(Math.abs((await deviation(h)) - 1)).toBeLessThan(0.01);
  const ratios = Array.from(await made.first.weight.div(params.first.weight).data());
  for (const r of ratios) expect(r).toBeCloseTo(1 / (await deviation(outputs(params)['first.weight'])), 5);
});

test('what is within the tolerance stays', async () => {
  const made = await lsuv(params, outputs, { tolerance: 100 });
  expect(made.first.weight).toBe(params.first.weight);
});

test('as the loop of the official code', async () => {
  const { x, first, second, tolerance, made } = models.lsuv;
  const [a, b] = await Promise.all(
    Object.values(
      await lsuv(
        { a: tensor(first), b: tensor(second) },
        (p) => {
          const h = matmul(tensor(x), p.a, { transposeB: true });
          return { a: h, b: matmul(tanh(h), p.b, { transposeB: true }) };
        },
        { tolerance },
      ),
    ).map((w) => w.data()),
  );
  for (const [got, wanted] of [
    [a!, made[0]],
    [b!, made[1]],
  ] as const) {
    wanted.flat().forEach((w, i) => {
      expect(Math.abs(got[i]! - w)).toBeLessThan(1e-5);
    });
  }
});

test('wrong arguments are errors', async () => {
  await expect(lsuv(params, (p) => ({ third: p.first.weight }))).rejects.toThrow(
    "lsuv: 'third' is no parameter; there are first.weight, second.weight",
  );
  const zero = { w: tensor([[0, 0]]) };
  await expect(lsuv(zero, (p) => ({ w: p.w }))).rejects.toThrow("lsuv: the output at 'w' has standard deviation 0");
  await expect(lsuv(params, undefined as never)).rejects.toThrow('lsuv: outputs must be a function such as');
  await expect(lsuv(params, outputs, { tries: 0 })).rejects.toThrow('lsuv: tries 0 must be a whole number from 1 up');
  await expect(lsuv(params, outputs, { tol: 1 } as object)).rejects.toThrow("lsuv: unknown option 'tol'");
});
