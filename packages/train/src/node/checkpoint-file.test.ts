import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckpointError } from '../errors.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saddlepoint-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('saves and loads; a failing save leaves the last good file', async () => {
  const path = join(folder, 'run', 'a.safetensors');
  await saveCheckpoint(path, { w: tensor([1, 2]) }, { epoch: 1 });
  await expect(saveCheckpoint(path, { w: 3 })).rejects.toThrow(/'w' is not a tensor/);
  const { tree, metadata } = await loadCheckpoint(path, { w: tensor([0, 0]) });
  expect([await tree.w.data(), metadata]).toEqual([Float32Array.of(1, 2), { epoch: 1 }]);
  expect(Object.keys((await loadCheckpoint(path)).tree)).toEqual(['w']);
  expect(await readdir(join(folder, 'run'))).toEqual(['a.safetensors']);
});

test('names the file in every complaint', async () => {
  const path = join(folder, 'b.safetensors');
  await expect(loadCheckpoint(path)).rejects.toThrow(/b\.safetensors: cannot be read \(ENOENT\)/);
  await saveCheckpoint(path, { w: tensor([1, 2]) });
  await expect(loadCheckpoint(path, { v: tensor([1]) })).rejects.toThrow(
    /b\.safetensors does not fit; missing: v; unexpected: w/,
  );
  await truncate(path, 100);
  await expect(loadCheckpoint(path)).rejects.toThrow(/b\.safetensors: cut short/);
  await expect(loadCheckpoint(path)).rejects.toThrow(CheckpointError);
});
