import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeAtomic } from './write-atomic.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saddlepoint-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('makes the folder, writes, replaces, and leaves nothing else behind', async () => {
  const path = join(folder, 'new', 'file.txt');
  await writeAtomic(path, 'one');
  await writeAtomic(path, new TextEncoder().encode('two'));
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'new'))).toEqual(['file.txt']);
});

test('many writers at once: one of them wins whole', async () => {
  const path = join(folder, 'race.txt');
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(texts.map((text) => writeAtomic(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
});

test('a failure leaves what was there, and no temporary file', async () => {
  const path = join(folder, 'taken');
  await mkdir(join(path, 'inside'), { recursive: true });
  await expect(writeAtomic(path, 'x')).rejects.toThrow();
  expect(await readdir(path)).toEqual(['inside']);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
