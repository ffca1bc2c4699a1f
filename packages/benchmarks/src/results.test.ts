import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machine } from './machine.js';
import { loadResults, noResults, writeFiles } from './results.js';

let folder: URL;
beforeEach(() => {
  folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'benchmarks-'))}/`);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('earlier results are kept', () => {
  const old = noResults(machine(), 2);
  old.steadiness.small = { date: '2026-01-01', sides: { saddlepoint: { early: 1, late: 2 } } };
  writeFiles(folder, { 'sub/latest.json': JSON.stringify(old) });
  expect(loadResults(new URL('sub/latest.json', folder), machine(), 2)).toEqual(old);
});

test('there need not be any', () => {
  expect(loadResults(new URL('none.json', folder), machine(), 2)).toEqual(noResults(machine(), 2));
});

test('those of another machine or thread count are refused', () => {
  const file = new URL('latest.json', folder);
  writeFiles(folder, { 'latest.json': JSON.stringify(noResults({ ...machine(), cpu: 'Z80' }, 2)) });
  expect(() => loadResults(file, machine(), 2)).toThrow(
    /latest.json was measured on another machine \(Z80, .*; remove it/,
  );
  writeFiles(folder, { 'latest.json': JSON.stringify(noResults(machine(), 1)) });
  expect(() => loadResults(file, machine(), 2)).toThrow('1 threads; this is');
  expect(readFileSync(file, 'utf8')).toContain('"threads":1');
});
