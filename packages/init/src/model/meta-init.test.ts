import { key, matmul, normal, split, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../../test/models.js';
import { gradientQuotient, metaInit } from './meta-init.js';

test('the quotient of a quadratic is known', async () => {
  // f = Σ c w² / 2: g = c w, Hg = c² w, so each term is |(cw − c²w) / cw − 1| = c.
  const c = tensor([0.5, 2, 3]);
  const quotient = gradientQuotient((w: Tensor) => w.square().mul(c).sum().mul(0.5), tensor([1, -2, 4]), 1e-9);
  expect(await quotient.item()).toBeCloseTo((0.5 + 2 + 3) / 3, 5);
});

const loss = (p: { a: Tensor; b: Tensor; bias: Tensor }, k: Tensor) => {
  const [x, y] = split(k);
  const h = tanh(matmul(normal(x, [16, 5]), p.a, { transposeB: true }).add(p.bias));
  return matmul(h, p.b, { transposeB: true })
    .sub(normal(y, [16, 3]))
    .square()
    .mean();
};
const bad = { a: normal(key(1), [6, 5]).mul(4), b: normal(key(2), [3, 6]).mul(4), bias: normal(key(3), [6]) };

test('lowers the quotient by the norms of the weights alone', async () => {
  const made = await metaInit(bad, loss, key(4), { steps: 60 });
  const at = (p: typeof bad) => gradientQuotient((q: typeof bad) => loss(q, key(99)), p).item();
  expect(await at(made)).toBeLessThan(0.6 * (await at(bad)));
  expect(Array.from(await made.bias.data())).toEqual(Array.from(await bad.bias.data()));
  const ratios = Array.from(await made.a.div(bad.a).data());
  for (const r of ratios) expect(r).toBeCloseTo(ratios[0]!, 5);
  expect(Math.abs(ratios[0]! - 1)).toBeGreaterThan(0.05);
});

test('as torch.autograd follows the algorithm', async () => {
  const { x, y, start, steps, rate, momentum, eps, quotients, made } = models.metaInit;
  const [a, bias, b] = start.map((values) => tensor(values)) as [Tensor, Tensor, Tensor];
  const onBatch = (p: { a: Tensor; bias: Tensor; b: Tensor }) => {
    const h = tanh(matmul(tensor(x), p.a, { transposeB: true }).add(p.bias));
    return matmul(h, p.b, { transposeB: true }).sub(tensor(y)).square().mean();
  };
  expect((await gradientQuotient(onBatch, { a, bias, b }, eps).item()) / quotients[0]!).toBeCloseTo(1, 7);
  const found = await metaInit({ a, bias, b }, onBatch, key(0), { steps, learningRate: rate, momentum, eps });
  for (const [i, w] of [found.a, found.bias, found.b].entries()) {
    const got = await w.data();
    made[i]!.flat().forEach((wanted, k) => {
      expect(Math.abs(got[k]! - wanted)).toBeLessThan(1e-5);
    });
  }
});

test('wrong options are errors', async () => {
  await expect(metaInit(bad, 3 as never, key(4))).rejects.toThrow('metaInit: loss must be a function');
  await expect(metaInit(bad, loss, key(4), { steps: 0 })).rejects.toThrow('metaInit: steps 0 must be a whole number');
  await expect(metaInit(bad, loss, key(4), { momentum: -1 })).rejects.toThrow('metaInit: momentum -1 must be');
  await expect(metaInit(bad, loss, key(4), { lr: 1 } as object)).rejects.toThrow("metaInit: unknown option 'lr'");
  expect(() => gradientQuotient((w: Tensor) => w.sum(), tensor([1]), 0)).toThrow('gradientQuotient: eps 0 must be');
});
