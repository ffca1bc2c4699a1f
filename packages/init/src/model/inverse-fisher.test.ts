import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { inverseFisher } from './inverse-fisher.js';

const params = {
  weight: tensor([
    [1, 1],
    [-1, 1],
  ]),
  bias: tensor([5, 5]),
};
const gradients = [
  {
    weight: tensor([
      [3, 1],
      [0, 1],
    ]),
    bias: tensor([1, 1]),
  },
  {
    weight: tensor([
      [1, 1],
      [0, -1],
    ]),
    bias: tensor([1, 1]),
  },
];

test('W / √(F + λ mean F), of the same norm', async () => {
  const made = inverseFisher(params, gradients, { damping: 0.5 });
  const fisher = [5, 1, 0, 1];
  const raw = fisher.map((f, i) => (i === 2 ? -1 : 1) / Math.sqrt(f + 0.5 * 1.75));
  const factor = 2 / Math.hypot(...raw);
  Array.from(await made.weight.data()).forEach((x, i) => {
    expect(x).toBeCloseTo(factor * raw[i]!, 6);
  });
  expect(made.bias).toBe(params.bias);
});

test('without gradients nothing changes', async () => {
  const none = { weight: params.weight.mul(0), bias: params.bias };
  Array.from(await inverseFisher(params, [none]).weight.data()).forEach((x, i) => {
    expect(x).toBeCloseTo([1, 1, -1, 1][i]!, 6);
  });
});

test('wrong arguments are errors', () => {
  expect(() => inverseFisher(params, [])).toThrow('inverseFisher: gradients must be a list of one tree or more');
  expect(() => inverseFisher(params, gradients, { damping: 0 })).toThrow('inverseFisher: damping 0 must be');
  expect(() => inverseFisher(params, [{ weight: params.weight } as typeof params])).toThrow('missing: bias');
});
