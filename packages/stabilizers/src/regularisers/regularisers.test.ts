import { eye, grad, key, materialize, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, wave } from '../../test/fixture.js';
import { rowsOf, smallGram } from '../internal/matrix.js';
import { spectralNormalization } from '../weights/spectral-normalization.js';
import { orthogonalPenalty } from './orthogonal-penalty.js';
import { parsevalStep } from './parseval-step.js';
import { spectralPenalty } from './spectral-penalty.js';
import { squaredRadius, sripPenalty } from './srip-penalty.js';

const { cases, parseval } = fixture<{
  cases: { name: string; shape: number[]; value: number; gradient: number[] }[];
  parseval: { shape: number[]; beta: number; weight: number[] }[];
}>('regularisers');

type Params = { weight: Tensor };
type Kind = 'soft' | 'doubleSoft' | 'offDiagonal' | 'coherence';

function srip({ weight }: Params): Tensor {
  const gram = smallGram(rowsOf(weight));
  const n = gram.shape[0]!;
  const identity = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));
  return squaredRadius(gram.sub(tensor(identity)), wave([n, 1], 1, 0.4), 2);
}

test.each(cases)('$name of $shape as in the reference', async ({ name, shape, value, gradient }) => {
  const penalty = name === 'srip' ? srip : (p: Params) => orthogonalPenalty(p, { kind: name as Kind });
  const [found, gradients] = valueAndGrad(penalty)({ weight: wave(shape, 0.5, 1) });
  await expectClose(found, [value]);
  await expectClose(gradients.weight, gradient, 9);
});

test.each(parseval)('a Parseval step of $shape', async ({ shape, beta, weight }) => {
  await expectClose(parsevalStep({ weight: wave(shape, 0.5, 1) }, { beta }).weight, weight);
});

const orthogonal = {
  weight: tensor([
    [0.6, 0.8, 0],
    [-0.8, 0.6, 0],
  ]),
  bias: tensor([1, 1]),
};

describe('an orthogonal weight', () => {
  test.each(['soft', 'offDiagonal', 'coherence'] as const)('costs nothing: %s', async (kind) => {
    expect(await orthogonalPenalty(orthogonal, { kind }).item()).toBeCloseTo(0, 6);
  });
  test('costs nothing with SRIP, and has a finite gradient', async () => {
    const identity = {
      weight: tensor([
        [1, 0],
        [0, 1],
      ]),
    };
    expect(await sripPenalty(key(1), identity).item()).toBe(0);
    expect([...(await grad((p: Params) => sripPenalty(key(1), p))(identity).weight.data())]).toEqual([0, 0, 0, 0]);
  });
  test('stays where it is in a Parseval step', async () => {
    const after = parsevalStep(orthogonal, { beta: 0.5 });
    await expectClose(after.weight, [0.6, 0.8, 0, -0.8, 0.6, 0], 6);
    expect(after.bias).toBe(orthogonal.bias);
  });
});

test('SRIP finds the largest distance of a squared singular value from 1', async () => {
  // G − I of diag(2, 0.5, 1) is diag(3, −0.75, 0).
  const weight = tensor([
    [2, 0, 0],
    [0, 0.5, 0],
    [0, 0, 1],
  ]);
  expect(await sripPenalty(key(4), { weight }, { iterations: 30 }).item()).toBeCloseTo(9, 5);
  expect(await sripPenalty(key(4), { a: { weight }, b: { weight } }, { iterations: 30 }).item()).toBeCloseTo(18, 5);
});

test('Parseval steps bring all singular values to 1', async () => {
  let params = { weight: wave([3, 5], 0.5, 1).add(eye(3, 5)) };
  for (let i = 0; i < 40; i++) params = await materialize(parsevalStep(params, { beta: 0.3 }));
  expect(await orthogonalPenalty(params).item()).toBeLessThan(1e-10);
});

test('spectralPenalty is half the squared norms, with gradient σ u vᵀ', async () => {
  const normalization = spectralNormalization();
  const params = {
    weight: tensor([
      [3, 0],
      [0, 1],
    ]),
    other: {
      weight: tensor([
        [2, 0],
        [0, 0.5],
      ]),
    },
  };
  const state = normalization.init(key(2), params);
  const penalty = (p: typeof params) => spectralPenalty(normalization.sigmas(p, state));
  expect(await penalty(params).item()).toBeCloseTo(6.5, 6);
  await expectClose(grad(penalty)(params).weight, [3, 0, 0, 0], 6);
});

test('errors', () => {
  expect(() => orthogonalPenalty(orthogonal, { kind: 'hard' as 'soft' })).toThrow(
    "orthogonalPenalty: kind 'hard' is unknown; allowed: soft, doubleSoft, offDiagonal, coherence",
  );
  expect(() => orthogonalPenalty({ bias: tensor([1]) })).toThrow(
    'orthogonalPenalty: there is no leaf named weight with two axes or more; the leaves are bias',
  );
  expect(() => orthogonalPenalty({ weight: 3 })).toThrow("orthogonalPenalty: 'weight' is no tensor");
  expect(() => orthogonalPenalty(orthogonal, { match: 3 as never })).toThrow('match 3 must be a pattern of paths');
  expect(() => parsevalStep(orthogonal, { beta: 2 })).toThrow('parsevalStep: beta 2 must be from 0 to 1');
  expect(() => sripPenalty(key(0), orthogonal, { iterations: 0 })).toThrow(
    'iterations 0 must be a whole number from 1 up',
  );
  expect(() => sripPenalty(3 as never, orthogonal)).toThrow('sripPenalty: key must be a key');
  expect(() => spectralPenalty(orthogonal)).toThrow("spectralPenalty: 'weight' is no scalar tensor; pass the sigmas");
  expect(() => spectralPenalty({})).toThrow('spectralPenalty: the tree has no leaves');
});
