import { key, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory, sampled } from '../../test/trajectory.js';
import { mapTensors } from '../internal/trees.js';
import { gaussNewtonDiagonal, scaleBySophiaG, scaleBySophiaH, sophiaG, sophiaH } from './sophia.js';

// The references take an estimate after steps 1, 11, 21, …; here it comes with the next.
const due = (t: number) => t % 10 === 2;
const gaussNewton = (batch: number) => (t: number) => {
  return due(t) ? { hessian: mapTensors('test', sampled(t - 1), (g) => g.mul(g).mul(batch)) } : {};
};
const hutchinson = (t: number) => (due(t) ? { hessian: sampled(t - 1) } : {});

test('Sophia-G: the official trajectories', async () => {
  await expectTrajectory('sophia g', sophiaG(), undefined, gaussNewton(8));
  const options = { learningRate: 0.01, betas: [0.8, 0.9], gamma: 0.3, weightDecay: 0.02 } as const;
  await expectTrajectory('sophia g options', sophiaG(options), undefined, gaussNewton(100));
  await expectTrajectory('sophia g learning rate', sophiaG({ gamma: 0.01 }), change, gaussNewton(8));
});

test("Sophia-H: Optax's trajectories", async () => {
  const optax = { biasCorrection: true, eps: 1e-8, betas: [0.965, 0.99], weightDecay: 1e-4 } as const;
  await expectTrajectory('optax sophia', sophiaH(optax), undefined, hutchinson);
  const options = { ...optax, learningRate: 0.01, betas: [0.8, 0.9], eps: 1e-3, weightDecay: 0.1, gamma: 0.5 } as const;
  await expectTrajectory('optax sophia options', sophiaH(options), undefined, hutchinson);
  await expectTrajectory('optax sophia learning rate', sophiaH({ ...optax, gamma: 5 }), change, hutchinson);
});

test('an estimate counts in the step that brings it; before the first one the sign decides', async () => {
  const transform = scaleBySophiaH({ betas: [0, 0.5], gamma: 1 });
  const params = [tensor([4, -6])];
  const first = transform.update(params, transform.init(params), params);
  expect(Array.from(await first.updates[0]!.data())).toEqual([1, -1]);
  const second = transform.update(params, first.state, params, { hessian: [tensor([16, 24])] });
  expect(Array.from(await second.updates[0]!.data())).toEqual([0.5, -0.5]);
});

test('the Gauss-Newton estimate has the mean of the diagonal', async () => {
  // Two classes with logits (w, 0) for n rows: the second derivative of the mean cross-entropy is p(1 − p).
  const rows = 4;
  const logits = (w: Tensor) => w.mul(tensor(Array.from({ length: rows }, () => [1, 0])));
  const probability = 1 / (1 + Math.exp(-0.5));
  let sum = 0;
  for (let seed = 0; seed < 400; seed++) sum += await gaussNewtonDiagonal(logits, key(seed), tensor(0.5)).item();
  expect(Math.abs(sum / 400 - probability * (1 - probability))).toBeLessThan(0.05);
});

test('wrong options and trees are errors', () => {
  const params = { a: tensor([1]) };
  const transform = scaleBySophiaG();
  expect(() => transform.update(params, transform.init(params), params, { hessian: { b: params.a } })).toThrow(
    'scaleBySophiaG: gradients and extras.hessian differ; missing from gradients: b; missing from extras.hessian: a',
  );
  expect(() => scaleBySophiaH({ gamma: 0 })).toThrow('scaleBySophiaH: gamma 0 must be a finite number above 0');
  expect(() => sophiaG({ rho: 0.04 } as object)).toThrow("sophiaG: unknown option 'rho'");
  expect(() => sophiaH({ betas: [1, 0] })).toThrow('betas[0] 1 must be');
  expect(() => gaussNewtonDiagonal((x: Tensor) => x, key(1), tensor(1))).toThrow('gaussNewtonDiagonal: logits are []');
});
