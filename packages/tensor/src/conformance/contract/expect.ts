import type { Backend } from '../../backend.js';
import type { HostArray } from '../../dtype.js';
import type { Tensor } from '../../tensor.js';
import { difference } from '../compare.js';
import { tolerances } from '../tolerance.js';

/** A thing every backend must do, beyond computing one operation. */
export type ContractCheck = (backend: Backend) => Promise<void>;

/** @throws Error unless the values are those expected, within a float32's tolerance for values. */
export function expectValues(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, slack = 1): void {
  const found = difference(actual, expected, { tolerance: tolerances.float32[0] * slack, strict: false });
  if (found) throw new Error(`${what}: ${found}`);
}

/** @throws Error unless the tensor has these values. */
export async function expectTensor(
  what: string,
  x: Tensor,
  expected: ArrayLike<number>,
  slack = 1,
): Promise<HostArray> {
  const data = await x.data();
  expectValues(what, data, expected, slack);
  return data;
}

/** @throws Error unless the promise is rejected. */
export async function expectFailure(what: string, promise: Promise<unknown>): Promise<Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`${what}: threw ${String(error)}, which is not an Error`);
  }
  throw new Error(`${what}: gave ${String(value)} instead of an error`);
}
