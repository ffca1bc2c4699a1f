import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bool, evaluate, f16, f32, GraphBuilder, i32, run } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

test('iota', async () => {
  expect(await evaluate(backend, 'iota', [], { size: 4 }, [4], 'int32')).toEqual([0, 1, 2, 3]);
});

describe('barrier', () => {
  test('gives x whatever the other value is', async () => {
    const after = f32([Number.NaN, Number.POSITIVE_INFINITY]);
    for (const x of [f32([1, Number.NaN]), f16([0.5, 2]), i32([-3, 4]), bool([1, 0])]) {
      expect(await evaluate(backend, 'barrier', [x, after], {}, [2])).toEqual(x.data);
    }
    expect(await evaluate(backend, 'barrier', [f32([7], []), f32([1], [])], {}, [])).toEqual([7]);
  });

  test('keeps what comes after it apart from the same work before it', async () => {
    const prefix = `barrier-${process.pid}`;
    const profiling = await onnxruntime({
      fusion: 'never',
      session: { enableProfiling: true, profileFilePrefix: join(tmpdir(), prefix) },
    });
    const g = new GraphBuilder();
    const x = g.input([8, 8]);
    const work = (from: number) => g.op('reshape', [g.op('exp', [from], {}, [8, 8])], { shape: [64] }, [64]);
    const sum = g.op('sum', [work(x)], { axes: [0], keepDims: false }, []);
    const again = work(g.op('barrier', [x, sum], {}, [8, 8]));
    const [result] = await run(profiling, g.graph(g.op('mul', [again, sum], {}, [64])), [
      f32(new Array(64).fill(0), [8, 8]),
    ]);
    await profiling.dispose();
    expect(result).toEqual(new Array(64).fill(64));
    const files = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
    const profiles = files.map((name) => readFileSync(join(tmpdir(), name), 'utf8'));
    for (const name of files) rmSync(join(tmpdir(), name));
    expect(Math.max(...profiles.map((text) => text.split('"op_name" : "Exp"').length - 1))).toBe(2);
  });
});
