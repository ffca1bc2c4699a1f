import { compile, primitives, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test, vi } from 'vitest';
import { change, expectTrajectory, tangled } from '../../test/trajectory.js';
import { type SoapOptions, scaleBySoap, soap } from './soap.js';

test.each<[string, SoapOptions]>([
  ['soap', {}],
  [
    'soap options',
    {
      learningRate: 0.01,
      betas: [0.9, 0.99],
      shampooBeta: 0.8,
      weightDecay: 0.1,
      frequency: 3,
      maxSize: 3,
      vectors: true,
      correctBias: false,
      eps: 1e-4,
    },
  ],
  ['soap every step', { frequency: 1 }],
])('%s: the reference trajectory', async (name, options) => {
  await expectTrajectory(name, soap(options), undefined, undefined, tangled);
});

test('the learning rate may change from step to step', async () => {
  await expectTrajectory('soap learning rate', soap(), change, undefined, tangled);
});

const weight = tensor([
  [1, 2, 0],
  [0.5, -1, 3],
]);

test('matrices are factorised when it is due, and not in between', async () => {
  const [eigen, orthonormal] = ['eigh', 'orthonormal'].map((name) => vi.spyOn(primitives.get(name)!, 'kernel'));
  const optimizer = soap({ frequency: 3 });
  const step = compile(reference(), (state: ReturnType<typeof optimizer.init>, g: Tensor) => {
    return optimizer.update({ weight: g }, state, { weight });
  });
  let state = optimizer.init({ weight });
  const counts: number[][] = [];
  for (let t = 1; t <= 7; t++) {
    ({ state } = await step(state, weight));
    counts.push([eigen!.mock.calls.length, orthonormal!.mock.calls.length]);
  }
  vi.restoreAllMocks();
  // Two axes: both bases at the first step, both power iterations at the fourth and the seventh.
  expect(counts).toEqual([
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 2],
    [2, 2],
    [2, 2],
    [2, 4],
  ]);
});

test('a rotated vector moves as a matrix of one column', async () => {
  const vector = tensor([1, -2, 0.5]);
  const moves = await Promise.all(
    [vector, vector.reshape([3, 1])].map(async (g) => {
      const optimizer = scaleBySoap({ vectors: true, frequency: 1 });
      let state = optimizer.init([g]);
      let updates = [g];
      for (let t = 1; t <= 4; t++) ({ updates, state } = optimizer.update([g.mul(t)], state, [g]));
      return Array.from(await updates[0]!.data());
    }),
  );
  moves[0]!.forEach((x, i) => {
    expect(x).toBeCloseTo(moves[1]![i]!, 6);
  });
  expect(Math.abs(moves[0]![1]!)).toBeGreaterThan(0.1);
});

test('the first step moves nothing, weight decay included', async () => {
  const optimizer = soap({ weightDecay: 0.5 });
  const { updates } = optimizer.update({ weight }, optimizer.init({ weight }), { weight });
  expect(Array.from(await updates.weight.data()).every((x) => x === 0)).toBe(true);
});

test('wrong options are errors', () => {
  expect(() => scaleBySoap({ frequency: 0 })).toThrow('scaleBySoap: frequency 0 must be a whole number from 1 up');
  expect(() => soap({ shampooBeta: 1 })).toThrow('scaleBySoap: shampooBeta 1 must be from 0 up to');
  expect(() => soap({ weightDecay: -1 })).toThrow('soap: weightDecay -1 must be a finite number from 0 up');
  expect(() => soap({ mergeDims: true } as object)).toThrow("soap: unknown option 'mergeDims'");
});
