import { type LossCase, lossChecks } from './checks.js';

/** The two functions of a test runner that the suite needs: those of Vitest, Jest, Mocha and `node:test` fit. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/**
 * Declares the conformance suite for one loss: finite values and gradients at ±1e4, first and second derivatives against
 * finite differences in double precision, reductions, masks, and errors for unknown options.
 *
 * @example
 *   import { testLoss } from '@saddlepoint/losses/conformance';
 *   import { describe, it } from 'vitest';
 *   testLoss('mine', { loss: (options, x, y) => mine(x, y, options), inputs: [x, y] }, { describe, it });
 *
 * @param c the loss and inputs to try it on; where it is not like others, say so: `single`, `plain`, `stopped`, `large`.
 */
export function testLoss(name: string, c: LossCase, runner: Runner): void {
  runner.describe(`${name} conforms`, () => {
    for (const { title, run } of lossChecks(c)) runner.it(title, run);
  });
}
