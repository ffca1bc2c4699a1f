import { compile, eigh, primitives, qr, reference, type Tensor, tensor, where } from '@saddlepoint/tensor';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { writings } from '../../test/backends.js';

const x = tensor([
  [2, 1, 0.5],
  [1, 3, -1],
  [0.5, -1, 1],
]);

/** An optimizer's state with a factorisation every third step, in the middle of other work. */
const program = (step: Tensor, basis: Tensor, statistic: Tensor) => {
  const next = statistic.add(basis.matmul(x).mul(0.1));
  const refresh = step.sub(step.div(3).floor().mul(3)).equal(0);
  const fresh = qr(eigh(next).vectors.matmul(next)).q.matmul(x);
  return { step: step.add(1), basis: where(refresh, fresh, basis), statistic: next.mul(0.9) };
};

describe.each(writings)('%s', (_, make) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('a factorisation that a condition excludes is not computed; the results are the same', async () => {
    const backend = await make();
    const kernel = vi.spyOn(primitives.get('eigh')!, 'kernel');
    const sessions = compile(backend, program, { donate: [0, 1, 2] });
    const exact = compile(reference(), program);
    const start = () => [tensor(0), x.mul(1), x.mul(0.5)] as const;
    let [state, wanted] = [await sessions(...start()), await exact(...start())];
    for (let i = 1; i < 7; i++) {
      const before = kernel.mock.calls.length;
      state = await sessions(state.step, state.basis, state.statistic);
      expect(kernel.mock.calls.length - before).toBe(i % 3 === 0 ? 1 : 0);
      wanted = await exact(wanted.step, wanted.basis, wanted.statistic);
      for (const name of ['basis', 'statistic'] as const) {
        const [got, expected] = [await state[name].data(), await wanted[name].data()];
        got.forEach((value, k) => expect(value / expected[k]!).toBeCloseTo(1, 4));
      }
    }
    await sessions.dispose();
    await backend.dispose();
  });

  test('operands and results may be views, inputs, constants and outputs', async () => {
    const backend = await make();
    const run = compile(backend, (a: Tensor) => [
      qr(a.reshape([3, 3])).q.reshape([9]),
      eigh(x).values,
      qr(x.matmul(a.reshape([3, 3]))).r.add(1),
    ]);
    const flat = x.mul(1).reshape([9]);
    const results = await run(flat);
    const wanted = [qr(x).q.reshape([9]), eigh(x).values, qr(x.matmul(x)).r.add(1)];
    for (const [i, y] of results.entries()) {
      expect(y!.shape).toEqual(wanted[i]!.shape);
      const [got, expected] = [await y!.data(), await wanted[i]!.data()];
      got.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 4));
    }
    await run.dispose();
    await backend.dispose();
  });
});
