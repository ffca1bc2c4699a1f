import { key, scalar, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type Metadata } from './checkpoint.js';
import { CheckpointError } from './errors.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors/safetensors.js';

const state = {
  params: {
    layers: [
      {
        weight: tensor([
          [1, 2],
          [3, 4],
        ]),
      },
      { weight: tensor([0.1]), bias: tensor([true]) },
    ],
  },
  key: key(7),
  step: scalar(3, 'int32'),
  half: tensor([0.1], { dtype: 'float16' }),
  codes: tensor(Uint8Array.of(0, 255), { dtype: 'uint8' }),
};
const metadata: Metadata = { epoch: 2, loss: [0.5, null], name: 'näme "x"', nested: { done: false } };

describe('a round trip', () => {
  test('keeps structure, values, dtypes and metadata', async () => {
    const back = decodeCheckpoint(await encodeCheckpoint(state, metadata), state);
    expect(back.metadata).toEqual(metadata);
    expect(await back.tree.params.layers[1]!.weight.data()).toEqual(Float32Array.of(0.1));
    expect(await back.tree.params.layers[1]!.bias!.data()).toEqual(Uint8Array.of(1));
    expect(await back.tree.key.data()).toEqual(await state.key.data());
    expect([back.tree.step.dtype, back.tree.step.shape, await back.tree.step.data()]).toEqual([
      'int32',
      [],
      Int32Array.of(3),
    ]);
    expect([back.tree.half.dtype, await back.tree.half.data()]).toEqual(['float16', Float32Array.of(0.0999755859375)]);
    expect([back.tree.codes.dtype, await back.tree.codes.data()]).toEqual(['uint8', Uint8Array.of(0, 255)]);
  });

  test('without a tree to match, the paths tell the structure', async () => {
    const { tree } = decodeCheckpoint(await encodeCheckpoint(state));
    expect(JSON.stringify(tree)).toBe(JSON.stringify(decodeCheckpoint(await encodeCheckpoint(tree)).tree));
    const { params } = tree as unknown as typeof state;
    expect(Array.isArray(params.layers)).toBe(true);
    expect(await params.layers[0]!.weight.data()).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(await (decodeCheckpoint(await encodeCheckpoint(tensor([5]))).tree as typeof state.key).data()).toEqual(
      Float32Array.of(5),
    );
  });

  test('values computed in double precision come back bit for bit', async () => {
    const third = tensor([1]).div(3);
    const back = decodeCheckpoint(await encodeCheckpoint({ third }), { third }).tree.third;
    expect([back.dtype, await back.data()]).toEqual(['float32', Float64Array.of(1 / 3)]);
  });

  test('NaN and infinity do too', async () => {
    const odd = tensor([Number.NaN, Number.POSITIVE_INFINITY], { allowNonFinite: true });
    const { tree } = decodeCheckpoint(await encodeCheckpoint({ odd }), { odd });
    expect(await tree.odd.data()).toEqual(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY));
  });
});

describe('refuses', () => {
  test('a tree that differs, listing everything at once', async () => {
    const bytes = await encodeCheckpoint({ a: tensor([1]), b: tensor([1, 2]), c: tensor([1]), d: tensor([1]) });
    const like = { b: tensor([1]), c: tensor([1], { dtype: 'int32' }), d: tensor([9]), e: tensor([1]), f: tensor([1]) };
    const load = () => decodeCheckpoint(bytes, like, 'run.safetensors');
    expect(load).toThrow(
      'run.safetensors does not fit; missing: e, f; unexpected: a; ' +
        'different: b (float32 [2] in the file, float32 [1] wanted), c (float32 [1] in the file, int32 [1] wanted)',
    );
    expect(load).toThrow(CheckpointError);
  });

  test('leaves that are not tensors, and metadata JSON would change', async () => {
    await expect(encodeCheckpoint({ a: { b: 3 } })).rejects.toThrow(
      /'a.b' is not a tensor but number; numbers belong into the metadata/,
    );
    const bad = (value: unknown) => encodeCheckpoint({}, { loss: [1, value] } as Metadata);
    await expect(bad(Number.NaN)).rejects.toThrow(/metadata.loss.1 is NaN \(number\), which JSON cannot hold/);
    await expect(bad(undefined)).rejects.toThrow(/metadata.loss.1 is undefined/);
    await expect(bad(new Date(0))).rejects.toThrow(/which JSON cannot hold/);
  });

  test('two leaves of one path', async () => {
    await expect(encodeCheckpoint({ 'a.b': tensor([1]), a: { b: tensor([2]) } })).rejects.toThrow(
      /two arrays are named 'a.b'/,
    );
  });

  test('another version, damaged metadata, paths that cross', async () => {
    const write = (fields: Record<string, string>, ...names: string[]) =>
      encodeSafetensors({
        entries: names.map((name) => ({ name, dtype: 'float32', shape: [], data: Float32Array.of(1) })),
        metadata: fields,
      });
    expect(() => decodeCheckpoint(write({ 'saddlepoint.version': '2' }))).toThrow(
      /written as version 2; this is version 1: update/,
    );
    expect(() => decodeCheckpoint(write({ 'saddlepoint.version': '1' }))).toThrow(/the metadata are damaged/);
    expect(() => decodeCheckpoint(write({}, 'a', 'a.b'))).toThrow(/lies (below|above) another tensor/);
    expect(() => decodeCheckpoint(write({}, 'a.b', 'a'))).toThrow(/lies (below|above) another tensor/);
  });
});

test('files of other programs load with the strings they carry; names cannot reach a prototype', () => {
  const bytes = encodeSafetensors({
    entries: [{ name: '__proto__.x', dtype: 'float32', shape: [], data: Float32Array.of(1) }],
    metadata: { format: 'pt' },
  });
  const { tree, metadata: strings } = decodeCheckpoint(bytes);
  expect(strings).toEqual({ format: 'pt' });
  expect(Object.keys(tree)).toEqual(['__proto__']);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test('every byte of a damaged file is an error or a value, never a crash', async () => {
  const bytes = await encodeCheckpoint(state, metadata);
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  for (let i = 0; i < header; i++) {
    const damaged = bytes.slice();
    damaged[i]! ^= 0x11;
    try {
      decodeSafetensors(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
    }
  }
});
