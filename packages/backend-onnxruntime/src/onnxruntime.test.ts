import * as web from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { f32, GraphBuilder, run } from '../test/harness.js';
import type { OrtModule } from './engine/module.js';
import { onnxruntime } from './onnxruntime.js';

function doubled() {
  const g = new GraphBuilder();
  const x = g.input([2]);
  return g.graph(g.op('add', [x, x], {}, [2]));
}

test('the default in Node is the native engine on the processor', async () => {
  const backend = await onnxruntime();
  expect(backend.name).toBe('onnxruntime-cpu');
  expect(backend.emulates).toEqual(['float16']);
  expect(await run(backend, doubled(), [f32([1, 2])])).toEqual([[2, 4]]);
  await backend.dispose();
});

test('the web engine can be passed in, and overlapping runs wait for each other', async () => {
  const backend = await onnxruntime({ module: web as unknown as OrtModule, threads: 1 });
  expect(backend.name).toBe('onnxruntime-wasm');
  const runs = [1, 2, 3].map((x) => run(backend, doubled(), [f32([x, -x])]));
  expect(await Promise.all(runs)).toEqual([[[2, -2]], [[4, -4]], [[6, -6]]]);
  await backend.dispose();
});

test('threads, optimization level and session options reach the engine', async () => {
  const seen: object[] = [];
  const ort = await import('onnxruntime-node');
  const module = {
    ...ort,
    InferenceSession: {
      create: (model: Uint8Array, options: object) => {
        seen.push(options);
        return ort.InferenceSession.create(model, options);
      },
    },
  } as unknown as OrtModule;
  const session = { enableCpuMemArena: false };
  const backend = await onnxruntime({ module, threads: 1, graphOptimization: 'basic', session });
  await run(backend, doubled(), [f32([1, 2])]);
  expect(seen.at(-1)).toMatchObject({
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    enableCpuMemArena: false,
  });
  await backend.dispose();
});

test('shared memory, which the engine refuses, is copied', async () => {
  const backend = await onnxruntime();
  const shared = new Float32Array(new SharedArrayBuffer(8));
  shared.set([1, 2]);
  expect(await run(backend, doubled(), [{ data: shared, shape: [2], dtype: 'float32' }])).toEqual([[2, 4]]);
  await backend.dispose();
});

test('when one of several sessions cannot be loaded, the others are released', async () => {
  const ort = await import('onnxruntime-node');
  let created = 0;
  let released = 0;
  const module = {
    ...ort,
    InferenceSession: {
      create: async (model: Uint8Array, options: object) => {
        const session = await ort.InferenceSession.create(model, options);
        // The first ones are those the backend tries the engine with.
        if (failing && ++created === 2) {
          await session.release();
          throw new Error('no room');
        }
        const release = async () => {
          released++;
          await session.release();
        };
        return { run: session.run.bind(session), release };
      },
    },
  } as unknown as OrtModule;
  let failing = false;
  const backend = await onnxruntime({ module, fusion: 'always' });
  failing = true;
  released = 0;
  const g = new GraphBuilder();
  const matmul = (a: number) => g.op('matmul', [a, a], { transposeA: false, transposeB: true }, [2, 2]);
  const product = g.op(
    'matmul',
    [g.op('exp', [matmul(g.input([2, 2]))], {}, [2, 2]), g.input([2, 2])],
    { transposeA: false, transposeB: false },
    [2, 2],
  );
  await expect(backend.compile(g.graph(product))).rejects.toThrow(/cannot load the graph.*no room/);
  expect([created, released]).toEqual([2, 1]);
  await backend.dispose();
});

test('a backend disposed of while it compiles keeps nothing', async () => {
  const backend = await onnxruntime();
  const compiling = backend.compile(doubled());
  await backend.dispose();
  await expect(compiling).rejects.toThrow(/compile: the backend was disposed of/);
});
