import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { allocate, OrtBuffer } from './buffer.js';
import { Memory } from './memory.js';
import type { OrtModule } from './module.js';

const module = ort as unknown as OrtModule;
const owner = () => ({ ort: module, memory: new Memory(1000) });

test('half-precision values are read as numbers', async () => {
  const tensor = new module.Tensor('float16', Uint16Array.of(0x3c00, 0xc100, 0x7c00), [3]);
  expect([...(await new OrtBuffer(owner(), 'float16', [3], tensor).read())]).toEqual([
    1,
    -2.5,
    Number.POSITIVE_INFINITY,
  ]);
});

test('memory is given back when the last reader is done', () => {
  const { memory, ...rest } = owner();
  const buffer = allocate({ memory, ...rest }, 'float32', [4]);
  buffer.acquire();
  buffer.acquire();
  buffer.dispose();
  buffer.release();
  expect(memory.used).toBe(64);
  buffer.release();
  expect(memory.used).toBe(0);
});

test('values of the caller are copied into memory, and from one memory to another', async () => {
  const host = owner();
  const buffer = new OrtBuffer(host, 'float32', [3], new module.Tensor('float32', Float32Array.of(1, 2, 3), [3]));
  const first = buffer.block();
  expect(buffer.block(first.bank)).toBe(first);
  const bank = host.memory.bankFor([12]);
  expect(buffer.block(bank).bank).toBe(bank);
  expect([...(await buffer.read())]).toEqual([1, 2, 3]);
  expect(host.memory.used).toBe(64);
});

test('a donated buffer with one reader hands its place over', async () => {
  const host = owner();
  const buffer = allocate(host, 'float32', [2]);
  buffer.acquire();
  expect(buffer.reusable).toBe(false);
  buffer.donate();
  expect(buffer.reusable).toBe(true);
  const { address } = buffer.block();
  const next = buffer.surrender('int32', [2, 1]);
  buffer.release();
  expect(next.block().address).toBe(address);
  expect(next.tensor.dims).toEqual([2, 1]);
  expect(host.memory.used).toBe(64);
  next.dispose();
  expect(host.memory.used).toBe(0);
});

test('a donation can be taken back', async () => {
  const buffer = allocate(owner(), 'int32', [1]);
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
  const buffer = new OrtBuffer(owner(), 'float32', [2], tensor as never);
  expect([...(await buffer.read())]).toEqual([1, 2]);
  buffer.dispose();
  expect(freed).toBe(1);
});
