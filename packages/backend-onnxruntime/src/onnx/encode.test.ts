import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { encodeModel } from './encode.js';
import { CONTRIB_DOMAIN, type OnnxModel } from './model.js';
import { producer } from './producer.js';

/** y = x + constant. */
function addition(values: Float32Array, extra: Partial<OnnxModel> = {}): OnnxModel {
  const dims = [values.length];
  return {
    nodes: [{ op: 'Add', domain: '', inputs: ['x', 'c'], outputs: ['y'], attributes: {} }],
    constants: [{ name: 'c', type: 'float32', dims, data: new Uint8Array(values.buffer) }],
    inputs: [{ name: 'x', type: 'float32', dims }],
    outputs: [{ name: 'y', type: 'float32', dims }],
    values: [],
    ...extra,
  };
}

async function sumOf(values: Float32Array): Promise<number[]> {
  const session = await ort.InferenceSession.create(encodeModel(addition(values), producer));
  const { y } = await session.run({ x: new ort.Tensor('float32', values, [values.length]) });
  await session.release();
  return [...(y!.data as Float32Array)];
}

test.each([1, 100, 4095, 4096, 5000])('a constant of %i values arrives whole', async (size) => {
  const values = Float32Array.from({ length: size }, (_, i) => i);
  expect(await sumOf(values)).toEqual([...values].map((x) => 2 * x));
});

test('attributes of every kind', async () => {
  const model = addition(new Float32Array(1), {
    nodes: [
      { op: 'Pad', domain: '', inputs: ['x', 'pads'], outputs: ['padded'], attributes: { mode: { string: 'edge' } } },
      { op: 'LeakyRelu', domain: '', inputs: ['padded'], outputs: ['r'], attributes: { alpha: { float: 0.5 } } },
      { op: 'Transpose', domain: '', inputs: ['r'], outputs: ['t'], attributes: { perm: { ints: [0] } } },
      { op: 'Softmax', domain: '', inputs: ['t'], outputs: ['y'], attributes: { axis: { int: -1 } } },
    ],
    constants: [{ name: 'pads', type: 'int64', dims: [2], data: new Uint8Array(BigInt64Array.of(0n, 1n).buffer) }],
    outputs: [{ name: 'y', type: 'float32', dims: [2] }],
  });
  const session = await ort.InferenceSession.create(encodeModel(model, producer));
  const { y } = await session.run({ x: new ort.Tensor('float32', [-3], [1]) });
  expect([...(y!.data as Float32Array)]).toEqual([0.5, 0.5]);
  await session.release();
});

describe('the header', () => {
  const text = (model: OnnxModel) => new TextDecoder('latin1').decode(encodeModel(model, producer));
  test('names the producer and keeps metadata', () => {
    const encoded = text(addition(new Float32Array(1), { metadata: { purpose: 'test' } }));
    expect(encoded).toContain('saddlepoint');
    expect(encoded).toMatch(/purpose.*test/s);
    expect(encoded).not.toContain(CONTRIB_DOMAIN);
  });
  test('names the domain of extra operators where they are used', () => {
    const gelu = { op: 'Gelu', domain: CONTRIB_DOMAIN, inputs: ['x'], outputs: ['y'], attributes: {} };
    expect(text(addition(new Float32Array(1), { nodes: [gelu] }))).toContain(CONTRIB_DOMAIN);
  });
});

test('a model beyond the format says so', () => {
  const data = new Uint8Array(2 ** 30);
  const constants = ['c', 'd'].map((name) => ({ name, type: 'float32' as const, dims: [2 ** 28], data }));
  expect(() => encodeModel(addition(new Float32Array(1), { constants }), producer)).toThrow(
    /the model has 2.00 GiB, the format allows 2 GiB; pass the large constants as arguments/,
  );
});
