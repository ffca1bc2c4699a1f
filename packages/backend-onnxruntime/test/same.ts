import { compile, type Graph, reference, type Tensor, tree } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import { onnxruntime } from '../src/onnxruntime.js';

export type Program = (...inputs: Tensor[]) => unknown;

export const graphOf = (fn: Program, ...inputs: Tensor[]): Graph => compile(reference(), fn).graph(...inputs);

/** The same numbers, bit for bit, from kernels and from the engine with the host's help; the reference backend's, rounded. */
export async function expectSame(fn: Program, ...inputs: Tensor[]): Promise<void> {
  const [never, ...others] = await Promise.all(
    (['never', 'always', 'auto'] as const).map(async (fusion) => {
      const backend = await onnxruntime({ fusion });
      const values = await valuesOf(await compile(backend, fn)(...inputs));
      await backend.dispose();
      return values;
    }),
  );
  for (const values of others) expect(values).toEqual(never);
  const wanted = await valuesOf(await compile(reference(), fn)(...inputs));
  wanted.forEach((values, k) =>
    values.forEach((value, i) => {
      const got = never![k]![i]!;
      if (!Object.is(got, Math.fround(value))) expect(Math.abs(got / value - 1)).toBeLessThan(1e-6);
    }),
  );
}

const valuesOf = (result: unknown) =>
  Promise.all((tree.leaves(result) as Tensor[]).map(async (x) => Array.from(await x.data())));
