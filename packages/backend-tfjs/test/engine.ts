import { expect, test } from 'vitest';
import type { TfNamespace } from '../src/node-binding.js';
import { tfjs } from '../src/tfjs.js';
import { expectedOutcome, type Outcome, outcomeOn } from './outcome.js';

const expected = expectedOutcome();

/** Everything is what it is in double precision. `tolerance` is relative to the largest number of each list. */
export async function expectOutcome(actual: Outcome, tolerance: number): Promise<void> {
  const wanted = await expected;
  expect(Object.keys(actual)).toEqual(Object.keys(wanted));
  for (const [name, list] of Object.entries(wanted)) {
    const scale = Math.max(...list.map(Math.abs), 1e-3);
    expect(actual[name], name).toHaveLength(list.length);
    list.forEach((v, i) => {
      expect(Math.abs(actual[name]![i]! - v) / scale, `${name}, number ${i}`).toBeLessThan(tolerance);
    });
  }
}

/** The same compiled step, and every bridge, on one more engine. */
export function testOutcome(tf: TfNamespace, engine: string, tolerance = 1e-5): void {
  // Shaders take their time to compile for the processor.
  test(`${engine}: a compiled step and every bridge give what they give in double precision`, {
    timeout: 120_000,
  }, async () => {
    await expectOutcome(await outcomeOn(tf, await tfjs(tf, { engine })), tolerance);
  });
}
