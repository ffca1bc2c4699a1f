import {
  ArgumentError,
  BackendError,
  compile,
  conv,
  DisposedError,
  eigh,
  Graph,
  GraphError,
  hvp,
  maxPool,
  type Tensor,
  tensor,
  trace,
  valueAndGrad,
  zeros,
} from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TfModule } from './engine/module.js';
import { type TfjsBackend, tfjs } from './tfjs.js';

const upload = (backend: TfjsBackend, values: number[], shape = [values.length]) =>
  backend.upload(Float32Array.from(values), shape, 'float32');

describe('the namespace and its options', () => {
  test('something else is refused', async () => {
    await expect(tfjs({} as typeof tf)).rejects.toThrow(
      new ArgumentError(
        "tfjs: expected the namespace of TensorFlow.js, got an object; import * as tf from '@tensorflow/tfjs'",
      ),
    );
    await expect(tfjs(tf, { backend: 'cpu' } as object)).rejects.toThrow(
      "tfjs: unknown option 'backend'; allowed: engine",
    );
  });

  test('an engine that is not there is an error that says what to do', async () => {
    const error = await tfjs(tf, { engine: 'webgpu' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(String(error)).toMatch("the engine 'webgpu' does not start");
    expect(String(error)).toMatch('import its package first');
  });

  test('an engine in half precision is refused', async () => {
    const { kernelFunc, ...add } = tf.getKernel('Add', 'cpu');
    tf.unregisterKernel('Add', 'cpu');
    // 1 + 2⁻¹² as a half is 1.
    tf.registerKernel({ ...add, kernelFunc: tf.getKernel('Maximum', 'cpu').kernelFunc });
    try {
      await expect(tfjs(tf, { engine: 'cpu' })).rejects.toThrow("the engine 'cpu' computes in half precision");
    } finally {
      tf.unregisterKernel('Add', 'cpu');
      tf.registerKernel({ ...add, kernelFunc });
    }
  });

  test('the backend says what it is, and that halves are emulated', async () => {
    const backend = await tfjs(tf, { engine: 'cpu' });
    expect([backend.name, backend.emulates]).toEqual(['tfjs-cpu', ['float16']]);
  });

  test('probing an engine leaves nothing behind', async () => {
    await tfjs(tf, { engine: 'wasm' });
    const before = tf.memory();
    await tfjs(tf);
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });

  test('changing the engine behind its back is an error', async () => {
    const backend = await tfjs(tf, { engine: 'cpu' });
    const executable = await backend.compile(trace((x: Tensor) => x.exp(), zeros([2])));
    const x = upload(backend, [1, 2]);
    await tf.setBackend('wasm');
    await expect(executable.run([x], [false])).rejects.toThrow(
      "made for the engine 'cpu', but 'wasm' is in use now; go back with await tf.setBackend('cpu')",
    );
    expect(() => upload(backend, [1])).toThrow("tf.setBackend('cpu')");
    await tf.setBackend('cpu');
    const [y] = await executable.run([x], [false]);
    expect((await y!.read())[0]).toBeCloseTo(Math.E, 6);
    await executable.dispose();
    x.dispose();
    y!.dispose();
  });
});

test('a kernel the engine lacks is an error that names it', async () => {
  const partial: TfModule = { ...tf, getKernel: (name) => (name === 'Erf' ? undefined : {}) };
  const backend = await tfjs(partial, { engine: 'cpu' });
  await expect(backend.compile(trace((x: Tensor) => x.erf(), zeros([2])))).rejects.toThrow(
    new BackendError(
      "tfjs: the engine 'cpu' has no kernel 'Erf', which erf needs; register one with tf.registerKernel, or use " +
        'another engine: await tf.setBackend(…)',
    ),
  );
});

test('an unknown primitive is an error that names it', async () => {
  const backend = await tfjs(tf, { engine: 'cpu' });
  const node = { op: 'fft', inputs: [], attributes: {}, shape: [], dtype: 'float32' } as const;
  await expect(backend.compile(new Graph([node], [], [0]))).rejects.toThrow(
    new GraphError("tfjs: unknown primitive 'fft'"),
  );
});

/** A program of many kinds of kernels: values, gradients, second derivatives. */
const program = (x: Tensor, w: Tensor) => {
  const loss = (p: Tensor) =>
    maxPool(conv(x, p, { padding: 1, strides: [2, 1] }).tanh(), 2)
      .softmax(1)
      .square()
      .sum();
  return {
    value: valueAndGrad(loss)(w),
    curvature: hvp(loss, w, w),
    order: x.argsort(3),
    half: x.cast('float16').exp(),
  };
};
const example = [zeros([2, 3, 8, 6]).add(0.5), zeros([4, 3, 3, 3]).add(0.1)] as const;

describe.each(['cpu', 'wasm'])('memory on %s', (engine) => {
  let backend: TfjsBackend;
  let before: { numTensors: number; numBytes: number; numDataBuffers: number };
  const counts = () => {
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    return { numTensors, numBytes, numDataBuffers };
  };
  beforeEach(async () => {
    backend = await tfjs(tf, { engine });
    before = counts();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(counts()).toEqual(before);
  });

  /** A compiled graph with inputs for it. */
  async function prepare() {
    const executable = await backend.compile(trace(program, ...example));
    const inputs = example.map((x) =>
      upload(
        backend,
        new Array(x.size).fill(0).map((_, i) => Math.sin(i)),
        [...x.shape],
      ),
    );
    return {
      inputs,
      executable,
      async free() {
        for (const x of inputs) x.dispose();
        await executable.dispose();
      },
    };
  }

  test('a run leaves its results and nothing else', async () => {
    const { inputs, executable, free } = await prepare();
    const ready = counts();
    for (let i = 0; i < 3; i++) {
      const results = await executable.run(inputs, [false, false]);
      expect(counts().numTensors).toBe(ready.numTensors + results.length);
      for (const y of results) y.dispose();
      expect(counts()).toEqual(ready);
    }
    await free();
  });

  test('a run that fails anywhere leaves nothing', async () => {
    const { inputs, executable, free } = await prepare();
    const ready = counts();
    const real = tf.engine().runKernel.bind(tf.engine());
    let calls = 0;
    const spy = vi.spyOn(tf.engine(), 'runKernel');
    spy.mockImplementation((...args) => {
      calls++;
      return real(...args);
    });
    for (const y of await executable.run(inputs, [false, false])) y.dispose();
    expect(calls).toBeGreaterThan(60);
    for (let failing = 1; failing <= calls; failing += 7) {
      let left = failing;
      spy.mockImplementation((...args) => {
        if (--left === 0) throw new Error('no memory');
        return real(...args);
      });
      await expect(executable.run(inputs, [true, true])).rejects.toThrow('no memory');
      expect(counts()).toEqual(ready);
    }
    spy.mockRestore();
    for (const y of await executable.run(inputs, [false, false])) y.dispose();
    await free();
  });

  test('donated inputs are freed by a run', async () => {
    const { inputs, executable, free } = await prepare();
    const results = await executable.run(inputs, [true, true]);
    expect(() => (inputs[0] as unknown as { tensor: unknown }).tensor).toThrow(DisposedError);
    for (const y of results) y.dispose();
    await free();
  });

  test('a tidy around a call does not take the results', async () => {
    const { inputs, executable, free } = await prepare();
    let running: ReturnType<typeof executable.run> | undefined;
    tf.tidy(() => {
      running = executable.run(inputs, [false, false]);
    });
    const results = await running!;
    expect((await results[0]!.read()).length).toBe(1);
    for (const y of results) y.dispose();
    await free();
  });

  test('what the host computes in between leaves nothing either', async () => {
    const run = compile(backend, (x: Tensor) => {
      const { values, vectors } = eigh(x.matmul(x, { transposeB: true }).add(1));
      return values.sum().add(vectors.square().sum());
    });
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const y = await run(x);
    // The trace and the number of rows.
    expect(await y.item()).toBeCloseTo(1 + 4 + 9 + 16 + 2 + 2, 4);
    y.dispose();
    await run.dispose();
  });

  test('a graph for the host cannot run at once', async () => {
    const executable = backend.compileNow(trace((x: Tensor) => eigh(x).values, zeros([2, 2])));
    expect(() => executable.runNow([])).toThrow('eigh is computed on the host; use run, not runNow');
    await executable.dispose();
  });

  test('disposing of the backend frees its executables', async () => {
    const { inputs, executable } = await prepare();
    for (const x of inputs) x.dispose();
    await backend.dispose();
    await expect(executable.run([], [])).rejects.toThrow(DisposedError);
    expect(() => upload(backend, [1])).toThrow('create another: await tfjs(tf)');
    await expect(backend.compile(trace((x: Tensor) => x.exp(), zeros([2])))).rejects.toThrow(DisposedError);
  });
});
