import type { Tensor } from '@saddlepoint/tensor';

/** @throws Error unless x has these values, to so many digits of the largest. */
export async function requireClose(what: string, x: Tensor, values: ArrayLike<number>, digits: number): Promise<void> {
  const data = await x.data();
  if (data.length !== values.length) throw new Error(`${what}: ${data.length} values instead of ${values.length}`);
  const largest = Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3);
  for (let i = 0; i < data.length; i++) {
    // A NaN is not close to anything.
    if (Math.abs(data[i]! - values[i]!) / largest < 10 ** -digits) continue;
    throw new Error(`${what}: ${data[i]} at ${i}, not ${values[i]}`);
  }
}

/** @throws Error for a value that is no finite float32. */
export async function requireFinite(what: string, x: Tensor): Promise<void> {
  const data = await x.data();
  const at = data.findIndex((v) => !(Math.abs(v) < 3.4e38));
  if (at >= 0) throw new Error(`${what}: ${data[at]} at ${at}`);
}

/** @throws Error unless `call` throws one whose message matches. */
export function requireThrows(what: string, call: () => unknown, message: RegExp): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  if (thrown instanceof Error && message.test(thrown.message)) return;
  const got = thrown instanceof Error ? `throws "${thrown.message}"` : 'does not throw';
  throw new Error(`${what}: ${got}; expected an error like ${message}`);
}
