import type { Backend, Buffer, Executable } from '../../backend.js';
import { type DType, type HostArray, holds, hostArray } from '../../dtype.js';
import type { Graph } from '../../graph.js';
import { sameShape } from '../../shape.js';
import { type Tensor, tensor } from '../../tensor.js';
import { trace } from '../../trace.js';
import { type ContractCheck, expectFailure, expectValues } from './expect.js';

/** The interface itself: `upload`, `compile`, `run`, `read`, `dispose`. */

const values = (...list: number[]): Float32Array => Float32Array.from(list);
const vector = (n: number): Tensor => tensor(new Float32Array(n));

/** x, y ↦ x + y, x · y. */
const twoResults = (): Graph => trace((x: Tensor, y: Tensor) => [x.add(y), x.mul(y)], vector(3), vector(3));
const increment = (): Graph => trace((x: Tensor) => x.add(1), vector(3));

const upload = (backend: Backend, ...list: number[]): Buffer =>
  backend.upload(values(...list), [list.length], 'float32');

async function withExecutable(
  backend: Backend,
  graph: Graph,
  use: (executable: Executable) => Promise<void>,
): Promise<void> {
  const executable = await backend.compile(graph);
  await use(executable);
  await executable.dispose();
}

const samples: Readonly<Record<DType, number[]>> = {
  float32: [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 3.4028234663852886e38, 1.401298464324817e-45],
  float16: [0.0999755859375, -65504, Number.NEGATIVE_INFINITY, 2 ** -24, 1, 2],
  int32: [0, -1, 2147483647, -2147483648, 16777217, 5],
  uint8: [0, 1, 127, 128, 254, 255],
  bool: [0, 1, 1, 0, 1, 0],
};

export const bufferChecks: Readonly<Record<string, ContractCheck>> = {
  async 'upload and read give the same values'(backend) {
    for (const [dtype, list] of Object.entries(samples) as [DType, number[]][]) {
      for (const shape of [[6], [2, 3], [1, 6, 1, 1, 1]]) {
        const data = hostArray(dtype, 6);
        data.set(list);
        const buffer = backend.upload(data, shape, dtype);
        if (buffer.dtype !== dtype || !sameShape(buffer.shape, shape)) {
          throw new Error(`upload: a buffer of ${dtype} [${shape}] says it is ${buffer.dtype} [${buffer.shape}]`);
        }
        const back = await buffer.read();
        if (!holds(dtype, back)) throw new Error(`read: ${dtype} came back as ${back.constructor.name}`);
        expectValues(`read ${dtype}`, back, data);
        buffer.dispose();
      }
    }
  },

  async 'double precision host values are converted'(backend) {
    const buffer = backend.upload(new Float64Array([0.1, 1e300, -2]), [3], 'float32');
    const back = await buffer.read();
    expectValues('read', Float32Array.from(back), values(0.1, Number.POSITIVE_INFINITY, -2));
    buffer.dispose();
  },

  async 'what was read is a copy'(backend) {
    const buffer = upload(backend, 1, 2, 3);
    (await buffer.read()).fill(9);
    expectValues('second read', await buffer.read(), [1, 2, 3]);
    buffer.dispose();
  },

  async 'inputs are left alone'(backend) {
    await withExecutable(backend, twoResults(), async (executable) => {
      const [x, y] = [upload(backend, 1, 2, 3), upload(backend, 4, 5, 6)];
      for (let i = 0; i < 3; i++) {
        const [sum, product] = await executable.run([x, y], [false, false]);
        expectValues('sum', await sum!.read(), [5, 7, 9]);
        expectValues('product', await product!.read(), [4, 10, 18]);
        for (const buffer of [sum!, product!]) buffer.dispose();
      }
      expectValues('x', await x.read(), [1, 2, 3]);
      expectValues('y', await y.read(), [4, 5, 6]);
    });
  },

  async 'one buffer for two inputs'(backend) {
    await withExecutable(backend, twoResults(), async (executable) => {
      const x = upload(backend, 1, 2, 3);
      const [sum, product] = await executable.run([x, x], [false, false]);
      expectValues('sum', await sum!.read(), [2, 4, 6]);
      expectValues('product', await product!.read(), [1, 4, 9]);
    });
  },

  async 'results are separate'(backend) {
    await withExecutable(backend, twoResults(), async (executable) => {
      const [x, y] = [upload(backend, 1, 2, 3), upload(backend, 4, 5, 6)];
      const [first] = await executable.run([x, y], [false, false]);
      const [second, product] = await executable.run([y, y], [false, false]);
      product!.dispose();
      x.dispose();
      expectValues('first run', await first!.read(), [5, 7, 9]);
      expectValues('second run', await second!.read(), [8, 10, 12]);
    });
  },

  async 'donated inputs'(backend) {
    await withExecutable(backend, twoResults(), async (executable) => {
      const y = upload(backend, 2, 2, 2);
      let x = upload(backend, 1, 2, 3);
      for (let i = 0; i < 5; i++) {
        const [sum, product] = await executable.run([x, y], [true, false]);
        product!.dispose();
        x = sum!;
      }
      expectValues('five steps', await x.read(), [11, 12, 13]);
      expectValues('the other input', await y.read(), [2, 2, 2]);
    });
  },

  async 'a failed run leaves donated inputs intact'(backend) {
    await withExecutable(backend, twoResults(), async (executable) => {
      const [x, gone] = [upload(backend, 1, 2, 3), upload(backend, 4, 5, 6)];
      gone.dispose();
      await expectFailure('run with a disposed buffer', executable.run([x, gone], [true, true]));
      expectValues('the donated input', await x.read(), [1, 2, 3]);
      const [sum] = await executable.run([x, x], [false, false]);
      expectValues('the next run', await sum!.read(), [2, 4, 6]);
    });
  },

  async 'reading a disposed buffer is an error'(backend) {
    const buffer = upload(backend, 1);
    buffer.dispose();
    await expectFailure('read', (async () => buffer.read())());
  },

  async 'overlapping runs'(backend) {
    await withExecutable(backend, increment(), async (executable) => {
      const runs = [1, 2, 3, 4].map(async (v) => executable.run([upload(backend, v, v, v)], [v % 2 === 0]));
      const results = await Promise.all(runs);
      const read: HostArray[] = await Promise.all(results.map(([y]) => y!.read()));
      read.forEach((data, i) => expectValues(`run ${i}`, data, [i + 2, i + 2, i + 2]));
    });
  },

  async 'two executables at once'(backend) {
    const [first, second] = await Promise.all([backend.compile(increment()), backend.compile(twoResults())]);
    const x = upload(backend, 1, 2, 3);
    const [y] = await first.run([x], [false]);
    const [sum, product] = await second.run([x, y!], [false, true]);
    await first.dispose();
    expectValues('sum', await sum!.read(), [3, 5, 7]);
    const [again] = await second.run([x, product!], [false, false]);
    await second.dispose();
    expectValues('after the first was disposed', await again!.read(), [3, 8, 15]);
    expectValues('after both were disposed', await product!.read(), [2, 6, 12]);
  },
};
