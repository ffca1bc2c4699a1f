import { clip, compile, mul, norm, reference, type Tensor, tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { clipReport, countClips, type GradientTransform } from './count-clips.js';

const transform = (name: string, update: (g: unknown) => unknown): GradientTransform => ({
  name,
  init: () => ({}),
  update: <P>(grads: P) => ({ updates: update(grads) as P, state: {} }),
});
/** Each element within ±1. */
const byValue = transform('clipByValue', (grads) => tree.map(grads, (g) => clip(g as Tensor, -1, 1)));
/** Everything by one factor. */
const byNorm = transform('clipByNorm', (grads) => {
  const { a, b } = grads as { a: Tensor; b: Tensor };
  const factor = tensor(1).div(norm(a).add(norm(b)).maximum(1));
  return { a: mul(a, factor), b: mul(b, factor) };
});
const params = { a: tensor([0, 0]), b: tensor(0) };
const steps = [
  { a: tensor([0.1, 0.2]), b: tensor(0.3) },
  { a: tensor([0.1, 2]), b: tensor(0.3) },
  { a: tensor([3, 2]), b: tensor(-4) },
  { a: tensor([0, 0]), b: tensor(0) },
];

async function reportOf(inner: GradientTransform) {
  const counted = countClips(inner);
  const step = compile(reference(), (g: typeof params, s: ReturnType<typeof counted.init>, p: typeof params) =>
    counted.update(g, s, p),
  );
  let state = counted.init(params);
  for (const grads of steps) {
    const result = await step(grads, state, params);
    state = result.state;
    const expected = inner.update(grads, {}, params).updates;
    expect([...(await result.updates.a.data())]).toEqual([...(await expected.a.data())]);
  }
  await step.dispose();
  return clipReport(state);
}

test('a clip of elements acts on single parameters', async () => {
  expect(await reportOf(byValue)).toEqual({ steps: 4, rate: 0.5, rates: { a: 0.5, b: 0.25 } });
});

test('a clip by the norm of all acts on all', async () => {
  expect(await reportOf(byNorm)).toEqual({ steps: 4, rate: 0.5, rates: { a: 0.5, b: 0.5 } });
});

test('before the first step', async () => {
  expect(await clipReport(countClips(byValue).init(params))).toEqual({ steps: 0, rate: 0, rates: { a: 0, b: 0 } });
});

test('NaN counts as changed; the name is that of the clip, for chains', async () => {
  const counted = countClips(byValue);
  expect(counted.name).toBe('clipByValue');
  const odd = { a: tensor([0, 0]), b: tensor(Number.NaN, { allowNonFinite: true }) };
  const { state } = counted.update(odd, counted.init(params), params);
  expect(await clipReport(state)).toEqual({ steps: 1, rate: 1, rates: { a: 0, b: 1 } });
});

test('errors', async () => {
  expect(() => countClips({} as GradientTransform)).toThrow(
    'countClips: expected a transform with name, init and update',
  );
  expect(() => countClips(byValue).update(params, {}, params)).toThrow(
    'countClips: the state has no steps, acted, leaves and inner; make it with init(params)',
  );
  await expect(clipReport({})).rejects.toThrow('clipReport: the state has no steps');
});
