import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Backend, Buffer } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';
import type { OrtBuffer } from './buffer.js';
import type { Memory } from './memory.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const upload = (values: number[]) => backend.upload(Float32Array.from(values), [values.length], 'float32');
const memory = (buffer: Buffer) => (buffer as OrtBuffer).block().address;

/** (x, y) → (x + y, x · y). */
async function sumAndProduct(size = 2, on = backend) {
  const g = new GraphBuilder();
  const [x, y] = [g.input([size]), g.input([size])];
  return on.compile(g.graph(g.op('add', [x, y], {}, [size]), g.op('mul', [x, y], {}, [size])));
}

/** x[indices]: fails when an index is out of range. */
async function lookUp() {
  const g = new GraphBuilder();
  const [x, at] = [g.input([2]), g.input([1], 'int32')];
  return backend.compile(g.graph(g.op('gather', [x, at], { axis: 0 }, [1])));
}

describe('run', () => {
  test('returns new buffers and leaves the inputs alone', async () => {
    const program = await sumAndProduct();
    const [x, y] = [upload([1, 2]), upload([3, 4])];
    const [sum, product] = await program.run([x, y], [false, false]);
    expect([...(await sum!.read())]).toEqual([4, 6]);
    expect([...(await product!.read())]).toEqual([3, 8]);
    expect([...(await x.read())]).toEqual([1, 2]);
  });

  test('accepts the same buffer twice', async () => {
    const program = await sumAndProduct();
    const x = upload([3, 4]);
    const [sum, product] = await program.run([x, x], [true, true]);
    expect([...(await sum!.read()), ...(await product!.read())]).toEqual([6, 8, 9, 16]);
  });

  test('what read returns is a copy', async () => {
    const x = upload([1, 2]);
    const values = await x.read();
    values[0] = 9;
    expect([...(await x.read())]).toEqual([1, 2]);
  });

  test('checks its inputs', async () => {
    const program = await sumAndProduct();
    const x = upload([1, 2]);
    await expect(program.run([x], [false])).rejects.toThrow(/got 1 inputs, the graph has 2/);
    await expect(program.run([x, upload([1])], [false, false])).rejects.toThrow(
      /input 1 is float32 \[1\], the graph takes float32 \[2\]/,
    );
    await expect(program.run([x, {} as Buffer], [false, false])).rejects.toThrow(
      /input 1 is a buffer of another backend/,
    );
    const other = await onnxruntime();
    const foreign = other.upload(Float32Array.of(1, 2), [2], 'float32');
    await expect(program.run([x, foreign], [false, false])).rejects.toThrow(/input 1 is a buffer of another backend/);
    await other.dispose();
    expect(() => backend.upload(new Float32Array(3), [2], 'float32')).toThrow(/3 values do not fill shape \[2\] \(2\)/);
  });
});

test('the web engine gives reshaped results', async () => {
  const web = await onnxruntime({ module: (await import('onnxruntime-web')) as never });
  const g = new GraphBuilder();
  const y = g.op('neg', [g.input([2, 3])], {}, [2, 3]);
  const program = await web.compile(g.graph(g.op('reshape', [y], { shape: [6] }, [6])));
  const [flat] = await program.run([web.upload(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'float32')], [false]);
  expect(flat!.shape).toEqual([6]);
  expect([...(await flat!.read())]).toEqual([-1, -2, -3, -4, -5, -6]);
  await web.dispose();
});

test('what nobody reads is given back', async () => {
  const on = await onnxruntime({ fusion: 'always' });
  const used = () => (on as unknown as { memory: Memory }).memory.used;
  const g = new GraphBuilder();
  const y = g.op('exp', [g.input([4])], {}, [4]);
  const unread = g.op('sum', [y], { axes: [0], keepDims: false }, []);
  g.op('mul', [unread, y], {}, [4]);
  const program = await on.compile(g.graph(y));
  const [x] = [on.upload(new Float32Array(4), [4], 'float32')];
  const [result] = await program.run([x], [true]);
  result!.dispose();
  expect(used()).toBe(0);
  await on.dispose();
});

test('a run that finds no memory for all its results gives back what it took', async () => {
  const on = await onnxruntime({ fusion: 'always' });
  const { memory } = on as unknown as { memory: Memory };
  const program = await sumAndProduct(2, on);
  const [x, y] = [on.upload(Float32Array.of(1, 2), [2], 'float32'), on.upload(Float32Array.of(3, 4), [2], 'float32')];
  await program.run([x, y], [false, false]);
  const before = memory.used;
  const take = memory.take.bind(memory);
  let taken = 0;
  memory.take = (...args) => {
    if (++taken === 2) throw new RangeError('out of memory');
    return take(...args);
  };
  await expect(program.run([x, y], [false, false])).rejects.toThrow(/the run failed: out of memory/);
  expect(memory.used).toBe(before);
  await on.dispose();
});

describe('donation', () => {
  test('with kernels, results take the place of donated inputs', async () => {
    const program = await sumAndProduct();
    const mine = upload([1, 1]);
    let [x, y] = await program.run([mine, upload([2, 2])], [false, false]);
    const places = [memory(x!), memory(y!)];
    for (let i = 0; i < 10; i++) {
      [x, y] = await program.run([x!, y!], [true, true]);
      expect([memory(x!), memory(y!)]).toEqual(places);
    }
    const [kept] = await program.run([x!, mine], [false, true]);
    expect(memory(kept!)).not.toBe(memory(x!));
  });

  test('in the engine, memory of donated buffers comes back as results of later runs, never of the same run', async () => {
    const engine = await onnxruntime({ fusion: 'never' });
    const program = await sumAndProduct(2, engine);
    const give = (values: number[]) => engine.upload(Float32Array.from(values), [2], 'float32');
    let [x, y] = await program.run([give([1, 1]), give([2, 2])], [false, false]);
    const seen = new Set<unknown>();
    for (let i = 0; i < 10; i++) {
      const before = [memory(x!), memory(y!)];
      [x, y] = await program.run([x!, y!], [true, true]);
      expect(before).not.toContain(memory(x!));
      expect(before).not.toContain(memory(y!));
      for (const used of [memory(x!), memory(y!)]) seen.add(used);
    }
    expect(seen.size).toBe(4);
    await engine.dispose();
  });

  test('never hands out memory the caller uploaded', async () => {
    const program = await sumAndProduct();
    const mine = Float32Array.from([1, 2]);
    const [sum] = await program.run([backend.upload(mine, [2], 'float32'), upload([3, 4])], [true, true]);
    await program.run([sum!, sum!], [true, true]);
    expect([...mine]).toEqual([1, 2]);
  });

  test('a donated buffer is gone, and the message says why', async () => {
    const program = await sumAndProduct();
    const x = upload([1, 2]);
    await program.run([x, upload([3, 4])], [true, false]);
    await expect(x.read()).rejects.toMatchObject({
      name: 'DisposedError',
      message: expect.stringMatching(/buffer float32 \[2\] was donated; use that run's results/),
    });
    await expect(program.run([x, x], [false, false])).rejects.toThrow(/run \(input 0\): buffer .* was donated/);
  });

  test('a failed run leaves donated inputs intact', async () => {
    const program = await lookUp();
    const x = upload([5, 6]);
    const at = backend.upload(Int32Array.of(7), [1], 'int32');
    await expect(program.run([x, at], [true, true])).rejects.toMatchObject({
      name: 'ArgumentError',
      message: 'gather: index 7 is out of range; allowed: 0 to 1',
    });
    expect([...(await x.read())]).toEqual([5, 6]);
    const [y] = await program.run([x, backend.upload(Int32Array.of(1), [1], 'int32')], [true, true]);
    expect([...(await y!.read())]).toEqual([6]);
  });
});

describe('overlapping runs', () => {
  test('do not write into each other', async () => {
    const program = await sumAndProduct();
    const runs = Array.from({ length: 20 }, async (_, i) => {
      const [sum, product] = await program.run([upload([i, i]), upload([1, 2])], [true, true]);
      const values = [...(await sum!.read()), ...(await product!.read())];
      sum!.dispose();
      product!.dispose();
      expect(values).toEqual([i + 1, i + 2, i, 2 * i]);
    });
    await Promise.all(runs);
  });

  test('a buffer disposed of during a run keeps its values until the run is over', async () => {
    const program = await sumAndProduct();
    const [x] = await program.run([upload([1, 2]), upload([1, 2])], [false, false]);
    const running = program.run([x!, x!], [false, false]);
    x!.dispose();
    const other = program.run([upload([7, 7]), upload([7, 7])], [false, false]);
    const [[sum]] = await Promise.all([running, other]);
    expect([...(await sum!.read())]).toEqual([4, 8]);
  });
});

describe('dispose', () => {
  test('of a buffer: twice is once, use is an error', async () => {
    const x = upload([1, 2]);
    x.dispose();
    x.dispose();
    await expect(x.read()).rejects.toThrow(/buffer float32 \[2\] was disposed; dispose of it after its last use/);
  });

  test('of an executable: waits for its runs, then refuses', async () => {
    const program = await sumAndProduct();
    const running = program.run([upload([1, 2]), upload([3, 4])], [false, false]);
    await program.dispose();
    expect(await running).toHaveLength(2);
    await program.dispose();
    await expect(program.run([], [])).rejects.toThrow(/the executable was disposed of; compile the function again/);
  });

  test('of a backend', async () => {
    const other = await onnxruntime();
    const g = new GraphBuilder();
    const graph = g.graph(g.op('neg', [g.input([1])], {}, [1]));
    await other.compile(graph);
    await other.dispose();
    await expect(other.compile(graph)).rejects.toThrow(/the backend was disposed of/);
    expect(() => other.upload(new Float32Array(1), [1], 'float32')).toThrow(/the backend was disposed of/);
  });
});

test.each(['auto', 'never'] as const)('2 000 training steps leave the memory flat, fusion %s', async (fusion) => {
  const on = await onnxruntime({ fusion });
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const size = 1 << 16;
  const program = await sumAndProduct(size, on);
  const give = () => on.upload(new Float32Array(size).fill(0.5), [size], 'float32');
  let [x, y]: Buffer[] = [give(), give()];
  const steps = async (count: number) => {
    for (let i = 0; i < count; i++) [x, y] = await program.run([x!, y!], [true, true]);
    collect();
    const { rss, arrayBuffers } = process.memoryUsage();
    return { rss, arrayBuffers };
  };
  const before = await steps(200);
  const after = await steps(2000);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(size);
  expect(after.rss - before.rss).toBeLessThan(32e6);
  await on.dispose();
});
