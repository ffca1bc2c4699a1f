import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { Bank, Memory } from './memory.js';
import type { OrtModule } from './module.js';

const module = ort as unknown as OrtModule;

test('storage that is given back is handed out again, and neighbours become one', () => {
  const memory = new Memory(2 ** 30);
  const blocks = Array.from({ length: 8 }, () => memory.take(1000));
  expect(new Set(blocks.map(({ address }) => address)).size).toBe(8);
  expect(memory.used).toBe(8 * 1024);
  for (const i of [3, 5, 4]) memory.give(blocks[i]!);
  expect(memory.take(3 * 1024).address).toBe(blocks[3]!.address);
  for (const i of [0, 2, 1, 7, 6]) memory.give(blocks[i]!);
  expect(memory.take(3000).address).toBe(blocks[0]!.address);
});

test('random giving and taking never overlaps and ends empty', () => {
  const bank = new Bank();
  const held: { block: NonNullable<ReturnType<Bank['take']>>; end: number }[] = [];
  let state = 1;
  const next = (n: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 1;
    return state % n;
  };
  for (let i = 0; i < 2000; i++) {
    if (held.length > 0 && next(2) === 0) bank.give(held.splice(next(held.length), 1)[0]!.block);
    else {
      const bytes = next(5000);
      const block = bank.take(bytes)!;
      const end = block.address + bytes;
      for (const other of held) expect(block.address >= other.end || end <= other.block.address).toBe(true);
      held.push({ block, end });
    }
  }
  for (const { block } of held) bank.give(block);
  expect(bank.used).toBe(0);
  const size = bank.size;
  // All of it is one piece again.
  expect(bank.take(size - 64)).toBeDefined();
  expect(bank.size).toBe(size);
});

test('views are made anew when the memory has grown', () => {
  const memory = new Memory(2 ** 30);
  const block = memory.take(16);
  const before = block.tensor(module, 'float32', [4]);
  (before.data as Float32Array).set([1, 2, 3, 4]);
  expect(block.tensor(module, 'float32', [4])).toBe(before);
  memory.take(2 ** 25);
  expect((before.data as Float32Array).length).toBe(0);
  expect([...(block.tensor(module, 'float32', [2, 2]).data as Float32Array)]).toEqual([1, 2, 3, 4]);
});

test('beyond 4 GiB another memory is used, and tensors can be brought together', () => {
  const memory = new Memory(0);
  const large = [memory.take(2 ** 31), memory.take(2 ** 31 - 2 ** 20), memory.take(2 ** 22)];
  expect(large[2]!.bank).not.toBe(large[0]!.bank);
  expect(memory.reserved).toBeGreaterThan(2 ** 32);
  const bank = memory.bankFor([2 ** 31, 2 ** 22]);
  expect(memory.take(2 ** 31, bank).bank).toBe(bank);
  expect(() => memory.bankFor([2 ** 31, 2 ** 31])).toThrow(/no room for 2 tensors together/);
  expect(() => memory.take(2 ** 33)).toThrow(/no room for 8589934592 bytes/);
  for (const block of large) memory.give(block);
  // Nothing is in the first two any more, and the limit is 0.
  expect(memory.reserved).toBe(bank.size);
});

test('lent storage is not handed out again until the loan is over; empty memories are returned when asked', () => {
  const memory = new Memory(2 ** 30);
  const block = memory.take(1000);
  block.lent = true;
  memory.give(block);
  expect(block.givenBack).toBe(true);
  expect(memory.take(1000).address).not.toBe(block.address);
  memory.trim();
  expect(memory.reserved).toBeGreaterThan(0);
  const other = new Memory(2 ** 30);
  other.give(other.take(1000));
  other.trim();
  expect(other.reserved).toBe(0);
});
