import { readFileSync } from 'node:fs';
import { byteSize, type Tensor, tensor, tree, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { change, expectTrajectory } from '../../test/trajectory.js';
import type { Transform } from '../transform.js';
import { dynamicMap } from './dynamic-map.js';
import { adam8bit, adamw8bit, eightBit, lion8bit } from './eight-bit.js';
import { dequantize, quantize } from './quantize.js';

interface Fixture {
  maps: Record<'signed' | 'unsigned', number[]>;
  codes: Record<'signed' | 'unsigned', { codes: number[]; absmax: number[]; values: number[] }>;
  leaves: { path: string; amplitude: number }[];
  /** The codes of both moments of each leaf; none for one that keeps all bits. */
  states: Record<string, (number[][] | null)[]>;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/quantized.json', import.meta.url), 'utf8')) as Fixture;

/** Values of many sizes, those of oracle/quantized.py. */
const wave = (count: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(0.7 * i * i) * Math.exp(-6 * Math.sin(0.37 * i) ** 2));

test.each([
  ['signed', true],
  ['unsigned', false],
] as const)('%s: the map, codes and values of bitsandbytes', async (name, signed) => {
  expect(Array.from(dynamicMap(signed))).toEqual(fixture.maps[name]);
  const x = tensor(Float32Array.from(wave(1000), (v) => (signed ? v : v * v)));
  const kept = quantize(x, 256, signed);
  const { codes, absmax, values } = fixture.codes[name];
  expect(Array.from(await kept.codes.data())).toEqual(codes);
  expect(Array.from(await kept.absmax.data(), Math.fround)).toEqual(absmax);
  expect(Array.from(await dequantize(kept, 256, signed).data(), Math.fround)).toEqual(values);
});

const small = { minSize: 5 };
test.each<[string, Transform, ((t: number) => number)?]>([
  ['adam8bit', adam8bit(small)],
  ['adam8bit options', adam8bit({ learningRate: 0.02, betas: [0.7, 0.95], eps: 1e-4, minSize: 1 })],
  ['adam8bit learning rate', adam8bit(small), change],
  ['adamw8bit', adamw8bit(small)],
  ['adamw8bit options', adamw8bit({ learningRate: 1e-2, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1, minSize: 1 })],
  ['adamw8bit learning rate', adamw8bit(small), change],
  ['lion8bit', lion8bit(small)],
  ['lion8bit options', lion8bit({ learningRate: 0.01, betas: [0.7, 0.9], weightDecay: 0.3, minSize: 1 })],
  ['lion8bit learning rate', lion8bit({ ...small, weightDecay: 0.1 }), change],
])("%s: bitsandbytes' trajectory, and its codes after the last step", async (name, optimizer, rate) => {
  const { state } = await expectTrajectory(name, optimizer, rate);
  const found = new Map(tree.flatten(state as unknown).map(({ path, leaf }) => [path, leaf as Tensor]));
  const [link] = Object.keys(state);
  for (const [k, { path, amplitude }] of fixture.leaves.entries()) {
    const slots = fixture.states[name]![k]!;
    expect(slots === null, path).toBe(!found.has(`${link}.mu.${path}.codes`));
    // Without gradients the scales are 0, whatever the codes.
    for (const [i, codes] of amplitude === 0 || slots === null ? [] : slots.entries()) {
      const got = await found.get(`${link}.${['mu', 'nu'][i]}.${path}.codes`)!.data();
      expect(Array.from(got), path).toEqual(codes);
    }
  }
});

test('the state of Adam takes at most 2.1 bytes a parameter', () => {
  const bytesOf = (x: unknown) =>
    (tree.leaves(x) as Tensor[]).reduce((total, { size, dtype }) => total + size * byteSize(dtype), 0);
  const params = { weight: zeros([300, 400]), kernel: zeros([64, 32, 3, 3]) };
  const each = bytesOf(adam8bit().init(params)) / (bytesOf(params) / 4);
  expect(each).toBeGreaterThan(2);
  expect(each).toBeLessThan(2.1);
  expect(bytesOf(lion8bit().init(params)) / (bytesOf(params) / 4)).toBeLessThan(1.05);
  // Small ones stay as they are: both moments in 32 bits, and the number of the step.
  expect(bytesOf(adam8bit().init({ bias: zeros([4095]) }))).toBe(8 * 4095 + 4);
});

test('momenta keep their signs', async () => {
  const x = tensor([1, -1e-9, 1e-9, 0]);
  const values = await dequantize(quantize(x, 256, true, true), 256, true).data();
  expect(Array.from(values, Math.sign)).toEqual([1, -1, 0, 0]);
  expect(Array.from(await dequantize(quantize(zeros([3]), 2, false), 2, false).data())).toEqual([0, 0, 0]);
});

test('wrong options and states are errors', () => {
  expect(() => adam8bit({ blockSize: 0 })).toThrow('eightBit: blockSize 0 must be a whole number from 1 up');
  expect(() => adamw8bit({ minSize: -1 })).toThrow('eightBit: minSize -1 must be a whole number from 0 up');
  expect(() => lion8bit({ blocksize: 2 } as object)).toThrow("lion: unknown option 'blocksize'");
  const params = { weight: zeros([64, 64]) };
  const state = adam8bit({ blockSize: 128 }).init(params);
  expect(() => adam8bit().update(params, state, params)).toThrow(
    "eightBit: the state's 'adam.mu.weight' has 32 blocks, not 16; take the blockSize it was made with",
  );
  expect(() => adam8bit().init({ prior: { nu: zeros([64, 64]) } })).toThrow(
    'eightBit: prior.nu: nu are trees of the state without negative numbers; rename the parameters',
  );
  expect(() => eightBit(adam8bit(), { unsigned: 'nu' } as object)).toThrow('unsigned must list names of trees');
});
