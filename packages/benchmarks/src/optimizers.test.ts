import * as exported from '@saddlepoint/optimizers';
import { expect, test } from 'vitest';
import { optimizers, updateBytes } from './optimizers.js';

/** The functions that make a ready optimizer: they have a name of their own, and a learning rate they check. */
function readyOptimizers(): string[] {
  const make = (f: unknown, learningRate: number): { name?: string } | undefined => {
    try {
      const made = (f as (options: object) => unknown)({ learningRate });
      if (made instanceof Promise) made.catch(() => undefined);
      return made as { name?: string };
    } catch {
      return undefined;
    }
  };
  return Object.entries(exported)
    .filter(([name, f]) => typeof f === 'function' && !name.startsWith('scaleBy'))
    .filter(([name, f]) => make(f, 0.1)?.name === name && make(f, -1) === undefined)
    .map(([name]) => name);
}

test('there is a row for every optimizer', () => {
  const ready = readyOptimizers();
  expect(ready).toEqual(expect.arrayContaining(['sgd', 'adam', 'adamw']));
  expect(ready.filter((name) => !(name in optimizers))).toEqual([]);
});

test('bytes of an update: parameters, gradients and state in, parameters and state out', () => {
  expect(updateBytes(optimizers.sgd!, [[10, 10]])).toBe(3 * 400);
  // Two moments, and the step that they share.
  expect(updateBytes(optimizers.adamw!, [[10, 10], [5]])).toBe(7 * 420 + 2 * 4);
});
