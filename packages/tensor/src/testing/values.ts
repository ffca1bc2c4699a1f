import { sizeOf, type Tensor, tensor } from '../index.js';

/** The values of a tensor as plain numbers. */
export async function numbers(x: Tensor): Promise<number[]> {
  return Array.from(await x.data());
}

/** Distinct numbers without a pattern, between -1 and 1, in double precision. */
export function wave(shape: readonly number[], seed = 0): Tensor {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
  return tensor(values, { shape });
}

/** The first error of a promise or a call, so that its class and its text can both be looked at. */
export async function failure(run: () => unknown): Promise<Error> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
}
