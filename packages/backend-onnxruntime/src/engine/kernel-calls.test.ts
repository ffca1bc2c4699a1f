import type { Backend, Buffer } from '@saddlepoint/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';
import { allocate, type OrtBuffer, type Owner } from './buffer.js';
import { KernelCalls } from './kernel-calls.js';
import type { Memory } from './memory.js';

let backend: Backend;
let memory: Memory;
beforeEach(async () => {
  backend = await onnxruntime({ fusion: 'always' });
  ({ memory } = backend as unknown as { memory: Memory });
});
afterEach(() => backend.dispose());

const upload = (...values: number[]) => backend.upload(Float32Array.from(values), [values.length], 'float32');
const read = async (buffer: Buffer) => [...(await buffer.read())];

/** (x, y, z) → (x + y, x − y), then −(x + y) with the sum of z, then (z², z + 1): three loops of two sizes. */
async function threeLoops() {
  const g = new GraphBuilder();
  const [x, y, z] = [g.input([2]), g.input([2]), g.input([4])];
  const sum = g.op('add', [x, y], {}, [2]);
  const total = g.op('sum', [g.op('mul', [z, z], {}, [4])], { axes: [0], keepDims: false }, []);
  const scaled = g.op('mul', [sum, total], {}, [2]);
  const next = g.op('mul', [z, total], {}, [4]);
  return backend.compile(g.graph(sum, g.op('sub', [x, y], {}, [2]), scaled, next, g.op('add', [next, z], {}, [4])));
}

test('a run that finds no memory, whenever that is, leaves everything donated as it was', async () => {
  const program = await threeLoops();
  const start = () => [upload(1, 2), upload(3, 4), upload(1, 0, 2, 0)];
  const donated = [true, true, true];
  const expected = [
    [4, 6],
    [-2, -2],
    [20, 30],
    [5, 0, 10, 0],
    [6, 0, 12, 0],
  ];
  const results = async (inputs: Buffer[]) => {
    const outputs = await program.run(inputs, donated);
    const values = await Promise.all(outputs.map(read));
    for (const output of outputs) output.dispose();
    return values;
  };
  expect(await results(start())).toEqual(expected);
  const empty = memory.used;
  const take = memory.take.bind(memory);
  let failures = 0;
  for (let room = 0; ; room++) {
    const inputs = start();
    let left = room;
    memory.take = (...args) => {
      if (left-- === 0) throw new RangeError('out of memory');
      return take(...args);
    };
    const outcome = await program.run(inputs, donated).catch((error: unknown) => error as Error);
    memory.take = take;
    if (Array.isArray(outcome)) {
      for (const output of outcome) output.dispose();
      break;
    }
    failures++;
    expect(outcome.message).toContain('out of memory');
    expect(await Promise.all(inputs.map(read))).toEqual([
      [1, 2],
      [3, 4],
      [1, 0, 2, 0],
    ]);
    expect(await results(inputs)).toEqual(expected);
    expect(memory.used).toBe(empty);
  }
  // Some found no memory after results had been given the place of what was donated.
  expect(failures).toBeGreaterThan(4);
});

test.each([2 ** 31, 2 ** 32 - 2 ** 17])('values beyond %i bytes, with sessions before and after', async (below) => {
  const g = new GraphBuilder();
  const [x, w] = [g.input([2, 2]), g.input([2, 2])];
  const matmul = (a: number, b: number) => g.op('matmul', [a, b], { transposeA: false, transposeB: false }, [2, 2]);
  const program = await backend.compile(
    g.graph(matmul(g.op('neg', [matmul(x, w)], {}, [2, 2]), w), g.op('exp', [x], {}, [2, 2])),
  );
  const matrix = (...values: number[]) => backend.upload(Float32Array.from(values), [2, 2], 'float32');
  // Pages that nobody writes to take no memory.
  const held = memory.take(below);
  let [a] = await program.run([matrix(1, 2, 3, 4), matrix(0, 1, 1, 0)], [true, true]);
  expect(await read(a!)).toEqual([-1, -2, -3, -4]);
  const { bank, address } = (a as OrtBuffer).block();
  expect(bank !== held.bank || address >= below).toBe(true);
  for (let i = 0; i < 3; i++) [a] = await program.run([a!, matrix(0, 1, 1, 0)], [true, true]);
  expect(await read(a!)).toEqual([1, 2, 3, 4]);
});

test('values from outside do not take the place of what an earlier call still reads', () => {
  const owner = backend as unknown as Owner;
  const made = new Set<OrtBuffer>();
  const calls = new KernelCalls(owner, made);
  const result = { dtype: 'float32', shape: [4], reduced: false } as const;
  const temporary = allocate(owner, 'float32', [4]);
  (temporary.tensor.data as Float32Array).fill(7);
  const seen: number[] = [];
  const look: Parameters<typeof calls.prepare>[0] = (bank, [at]) => {
    seen.push(new Float32Array(bank.memory.buffer, at, 1)[0]!);
  };
  calls.prepare(look, { inputs: [temporary], results: [result], replaceable: [] });
  const { address } = temporary.block();
  temporary.dispose();
  const given = upload(9, 9, 9, 9) as OrtBuffer;
  calls.prepare(look, { inputs: [given], results: [result], replaceable: [] });
  expect(given.block().address).toBe(address);
  calls.run();
  expect(seen).toEqual([7, 9]);
});

test('values that are brought together before they are computed follow when they are', () => {
  const owner = backend as unknown as Owner;
  const filled = (value: number) => {
    const buffer = allocate(owner, 'float32', [4]);
    (buffer.tensor.data as Float32Array).fill(value);
    return buffer;
  };
  const seen: number[] = [];
  const made = new Set<OrtBuffer>();
  const calls = new KernelCalls(owner, made);
  const result = { dtype: 'float32', shape: [4], reduced: false } as const;
  const [early] = calls.prepare(
    (bank, [from, to]) => {
      const floats = new Float32Array(bank.memory.buffer);
      floats.set(
        floats.subarray(from! / 4, from! / 4 + 4).map((x) => x + 1),
        to! / 4,
      );
    },
    { inputs: [filled(1)], results: [result], replaceable: [] },
  );
  const elsewhere = filled(5);
  elsewhere.block(memory.bankFor([64, 64]));
  calls.prepare(
    (bank, [a, b]) => {
      for (const at of [a!, b!]) seen.push(new Float32Array(bank.memory.buffer, at, 1)[0]!);
    },
    { inputs: [elsewhere, early!, early!], results: [result], replaceable: [] },
  );
  expect(early!.block().bank).toBe(elsewhere.block().bank);
  expect(seen).toEqual([]);
  calls.run();
  expect(seen).toEqual([5, 2]);
});
