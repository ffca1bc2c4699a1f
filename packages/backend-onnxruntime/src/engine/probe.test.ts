import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { OrtModule } from './module.js';
import { isMarkerRefusal, probeBlock, probeFetchMode } from './probe.js';

test('the Node engine writes into the arrays it is given', async () => {
  expect(['direct', 'copied']).toContain(await probeFetchMode(node as unknown as OrtModule, { logSeverityLevel: 4 }));
});

test('the web engine makes its own arrays', async () => {
  expect(await probeFetchMode(web as unknown as OrtModule, { executionProviders: ['wasm'] })).toBe('returned');
});

test('blocked convolutions take 8 or 16 channels at a time, or the engine has none', async () => {
  expect([1, 8, 16]).toContain(await probeBlock(node as unknown as OrtModule, { logSeverityLevel: 4 }));
  const none = { InferenceSession: { create: () => Promise.reject(new Error('ReorderInput is not registered')) } };
  expect(await probeBlock(none as unknown as OrtModule, {})).toBe(1);
});

/** An engine that negates, and then converts its results as `convert` says. */
function fake(convert: (fetches: Record<string, { data: Float32Array } | null>) => void): OrtModule {
  const session = {
    run: async (_feeds: unknown, fetches: Record<string, { data: Float32Array } | null>) => convert(fetches),
    release: async () => undefined,
  };
  const Tensor = class {
    constructor(
      readonly type: string,
      readonly data: Float32Array,
    ) {}
  };
  return { InferenceSession: { create: async () => session }, Tensor } as unknown as OrtModule;
}

describe('other engines', () => {
  const write = (fetches: Record<string, { data: Float32Array } | null>) => fetches.y!.data.set([-2]);
  test('that can convert sequences are not stopped by one', async () => {
    expect(await probeFetchMode(fake(write), {})).toBe('copied');
  });
  test('that refuse before they write are not taken for those that refuse after', async () => {
    const refuse = (fetches: Record<string, { data: Float32Array } | null>) => {
      if (Object.keys(fetches).length > 1) throw new Error('Non tensor type is temporarily not supported.');
    };
    expect(await probeFetchMode(fake(refuse), {})).toBe('returned');
  });
  test('that fail altogether say so', async () => {
    const fail = () => {
      throw new Error('no device');
    };
    await expect(probeFetchMode(fake(fail), {})).rejects.toThrow('no device');
  });
});

test('only the refusal counts as success', () => {
  expect(isMarkerRefusal(new Error('Non tensor type is temporarily not supported.'))).toBe(true);
  expect(isMarkerRefusal(new Error('Non-zero status code returned'))).toBe(false);
  expect(isMarkerRefusal('Non tensor type is temporarily not supported.')).toBe(false);
});
