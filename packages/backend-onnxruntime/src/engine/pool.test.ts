import { expect, test } from 'vitest';
import { Pool } from './pool.js';

test('hands storage of the same size out again', () => {
  const pool = new Pool(1000);
  const a = pool.take(64);
  expect(a.byteLength).toBe(64);
  pool.give(a);
  expect(pool.bytes).toBe(64);
  expect(pool.take(32)).not.toBe(a);
  expect(pool.take(64)).toBe(a);
  expect(pool.bytes).toBe(0);
});

test('keeps no more than its limit', () => {
  const pool = new Pool(100);
  pool.give(new ArrayBuffer(60));
  pool.give(new ArrayBuffer(60));
  expect(pool.bytes).toBe(60);
  pool.clear();
  expect(pool.bytes).toBe(0);
});
