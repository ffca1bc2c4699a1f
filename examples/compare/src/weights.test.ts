import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import {
  deltaOrthogonal,
  emergence,
  fixup,
  type Initializer,
  kaimingNormal,
  kaimingTruncatedNormal,
  kaimingUniform,
  lMomentum,
  normal,
  orthogonal,
  sparse,
  stacked,
  t5,
  truncatedNormal,
  uniform,
  varianceScaling,
  xavierNormal,
  zerO,
} from '@saddlepoint/init';
import { type Backend, compile, key, materialize, reference, type Tensor } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const shape = [96, 40];
/** The largest difference, in units of the largest weight. */
async function difference(init: Initializer, of = shape): Promise<number> {
  const on = async (engine: Backend) => Array.from(await (await materialize(init(key(9), of), engine)).data());
  const [here, there] = [await on(reference()), await on(backend)];
  expect(there).toHaveLength(here.length);
  const largest = Math.max(...here.map(Math.abs));
  return here.reduce((most, x, i) => Math.max(most, Math.abs(x - there[i]!)), 0) / largest;
}

const exact: Record<string, Initializer> = {
  normal: normal({ mean: 0.3, std: 0.02 }),
  uniform: uniform({ min: -0.1, max: 0.2 }),
  truncatedNormal: truncatedNormal({ std: 0.02, corrected: true }),
  varianceScaling: varianceScaling({ mode: 'fanAvg' }),
  xavierNormal: xavierNormal(),
  kaimingNormal: kaimingNormal(),
  kaimingUniform: kaimingUniform(),
  kaimingTruncatedNormal: kaimingTruncatedNormal(),
  fixup: fixup({ branches: 9 }),
  t5: t5({ role: 'query', headSize: 8 }),
  emergence: emergence({ layer: 2, depth: 5 }),
  orthogonal: orthogonal(),
  sparse: sparse({ sparsity: 0.5 }),
  zerO: zerO(),
  stacked: stacked(3, orthogonal()),
};

describe('the same key, the same weights on the reference backend and on ONNX Runtime', () => {
  test.each(Object.entries(exact))('%s, to the last bit', async (_, init) => {
    expect(await difference(init)).toBe(0);
  });

  test('kernels, to the last bit', async () => {
    expect(await difference(deltaOrthogonal(), [24, 16, 3, 3])).toBe(0);
    expect(await difference(kaimingNormal({ axes: { input: -2, output: -1 } }), [3, 3, 16, 24])).toBe(0);
  });

  // It divides by the deviation of what was drawn, a sum that engines take in another order.
  test('lMomentum, to single precision', async () => {
    expect(await difference(lMomentum())).toBeLessThan(1e-6);
  });

  test('inside of a compiled function as outside', async () => {
    const run = compile(backend, (k: Tensor) => kaimingNormal()(k, shape));
    const inside = await (await run(key(9))).data();
    expect(inside).toEqual(await kaimingNormal()(key(9), shape).data());
    await run.dispose();
  });
});
