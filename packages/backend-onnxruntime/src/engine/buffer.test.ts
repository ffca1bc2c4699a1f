import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { allocate, OrtBuffer } from './buffer.js';
import type { OrtModule } from './module.js';
import { Pool } from './pool.js';

const module = ort as unknown as OrtModule;

test('half-precision values are read as numbers', async () => {
  const tensor = new module.Tensor('float16', Uint16Array.of(0x3c00, 0xc100, 0x7c00), [3]);
  expect([...(await new OrtBuffer('float16', [3], tensor).read())]).toEqual([1, -2.5, Number.POSITIVE_INFINITY]);
});

test('storage returns to the pool when the last reader is done', () => {
  const pool = new Pool(1000);
  const buffer = new OrtBuffer('float32', [4], allocate(module, pool, 'float32', [4]), pool);
  buffer.acquire();
  buffer.acquire();
  buffer.dispose();
  buffer.release();
  expect(pool.bytes).toBe(0);
  buffer.release();
  expect(pool.bytes).toBe(16);
});

test('a donation can be taken back', async () => {
  const pool = new Pool(1000);
  const buffer = new OrtBuffer('int32', [1], allocate(module, pool, 'int32', [1]), pool);
  buffer.donate();
  await expect(buffer.read()).rejects.toThrow(/was donated/);
  buffer.restore();
  expect(await buffer.read()).toHaveLength(1);
  buffer.dispose();
  buffer.restore();
  await expect(buffer.read()).rejects.toThrow(/was disposed/);
});

test('storage of a device is freed by the engine', async () => {
  let freed = 0;
  const tensor = {
    dims: [2],
    type: 'float32',
    location: 'gpu-buffer',
    data: undefined,
    getData: async () => Float32Array.of(1, 2),
    dispose: () => freed++,
  };
  const buffer = new OrtBuffer('float32', [2], tensor as never);
  expect([...(await buffer.read())]).toEqual([1, 2]);
  buffer.dispose();
  expect(freed).toBe(1);
});
