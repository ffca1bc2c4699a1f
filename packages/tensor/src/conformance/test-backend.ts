import type { Backend } from '../backend.js';
import { type ConformanceOptions, conformanceChecks, openSession } from './checks.js';
import type { Session } from './session.js';

/** The two functions of a test runner that the suite needs: those of Vitest, Jest, Mocha and `node:test` fit. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/**
 * Declares the conformance suite for one backend: a test for each method, dtype and order of derivative.
 *
 * @example
 *   import { testBackend } from '@saddlepoint/tensor/conformance';
 *   import { describe, it } from 'vitest';
 *   testBackend('mine', () => mine(), { describe, it });
 *
 * @param make opens the backend; called once, at the first test. The suite disposes of it after the last.
 * @param options what the backend cannot do, and the precision it has. Skipped methods are printed with their reasons.
 */
export function testBackend(
  name: string,
  make: () => Promise<Backend>,
  runner: Runner,
  options: ConformanceOptions = {},
): void {
  const checks = conformanceChecks(options);
  let opened: Promise<Session> | undefined;
  const session = () => {
    opened ??= make().then((backend) => openSession(backend, options));
    return opened;
  };
  const skipped = new Map(checks.flatMap((c) => (c.skipped === undefined ? [] : [[c.title, c.skipped] as const])));
  for (const [title, reason] of skipped) console.warn(`${name}: skipped ${title}: ${reason}`);
  runner.describe(`${name} conforms`, () => {
    for (const family of new Set(checks.map((c) => c.family))) {
      runner.describe(family, () => {
        for (const check of checks) {
          if (check.family !== family || check.skipped !== undefined) continue;
          runner.it(check.title, async () => check.run(await session()));
        }
      });
    }
    runner.it('closes', async () => (await session()).backend.dispose());
  });
}
