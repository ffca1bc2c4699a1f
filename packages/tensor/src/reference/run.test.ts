import { expect, test, vi } from 'vitest';
import { compile, eigh, qr, type Tensor, tensor, where } from '../index.js';
import { eighPrimitive } from '../primitives/linalg.js';
import { reference } from './backend.js';

const x = tensor([
  [2, 1],
  [1, 3],
]);

test('what a condition for all excludes is not factorised, with the same results', async () => {
  const spy = vi.spyOn(eighPrimitive, 'kernel');
  try {
    const step = compile(reference(), (p: Tensor, a: Tensor) => {
      const { vectors } = eigh(a.matmul(a));
      return where(p, vectors.matmul(a), a).add(1);
    });
    const skipped = await step(tensor(false), x);
    expect(Array.from(await skipped.data())).toEqual([3, 2, 2, 4]);
    expect(spy).not.toHaveBeenCalled();
    const taken = Array.from(await (await step(tensor(true), x)).data());
    expect(spy).toHaveBeenCalledTimes(1);
    const always = eigh(x.matmul(x)).vectors.matmul(x).add(1);
    expect(taken).toEqual(Array.from(await always.data()));
  } finally {
    spy.mockRestore();
  }
});

test('nested conditions, shared parts and both branches', async () => {
  const step = compile(reference(), (p: Tensor, q: Tensor, a: Tensor) => {
    const shared = a.matmul(a);
    const inner = where(q, qr(shared).r, eigh(shared).vectors);
    return [where(p, inner, shared.mul(2)), where(p, a, qr(a).q)];
  });
  for (const p of [true, false]) {
    for (const q of [true, false]) {
      const results = await step(tensor(p), tensor(q), x);
      const shared = x.matmul(x);
      const inner = q ? qr(shared).r : eigh(shared).vectors;
      const wanted = [p ? inner : shared.mul(2), p ? x : qr(x).q];
      for (const [i, y] of results.entries()) {
        const [got, expected] = [await y!.data(), await wanted[i]!.data()];
        got.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 12));
      }
    }
  }
});
