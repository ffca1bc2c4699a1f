import { expect, test } from 'vitest';
import { machine } from './machine.js';

test('describes this machine', () => {
  const m = machine();
  expect(m.node).toBe(process.version);
  expect(m.cores).toBeGreaterThan(0);
  expect(m.memory).toMatch(/^\d+ GiB$/);
  expect(m.engine).toMatch(/^\d+\.\d+\.\d+/);
});
