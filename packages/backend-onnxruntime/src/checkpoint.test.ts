import { checkpoint, compile, grad, key, materialize, normal, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { onnxruntime } from './onnxruntime.js';

const layers = 24;
const width = 512;
const batch = 2048;

/** Gradient of a deep network; returns its first value, which must not depend on how it was computed. */
async function gradient(save: boolean, rows: number): Promise<number> {
  const backend = await onnxruntime();
  const block = (x: Tensor, w: Tensor) => x.add(x.matmul(w).tanh().mul(x.sigmoid()));
  const layer = save ? checkpoint(block) : block;
  const loss = (ws: Tensor[], x: Tensor) =>
    ws
      .reduce((y, w) => layer(y, w), x)
      .square()
      .mean();
  const step = compile(backend, (ws: Tensor[], x: Tensor) => grad(loss)(ws, x)[0]!);
  const ws = Array.from({ length: layers }, (_, i) => normal(key(i), [width, width]).mul(0.05));
  const first = await step(await materialize(ws, backend), await materialize(normal(key(99), [rows, width]), backend));
  const value = (await first.data())[0]!;
  await backend.dispose();
  return value;
}

/** Most memory this process has ever held, in MiB. */
const peak = (): number => process.resourceUsage().maxRSS / 1024;

// The peak only grows, so the smaller one comes first.
test('checkpointing a deep network lowers the peak memory and changes no value', async () => {
  await gradient(false, 1);
  const start = peak();
  const saved = await gradient(true, batch);
  const withCheckpoint = peak() - start;
  const plain = await gradient(false, batch);
  const without = peak() - start;
  console.log(
    `peak memory over the start: ${withCheckpoint.toFixed(0)} MiB with checkpoint, ${without.toFixed(0)} MiB without`,
  );
  expect(plain).not.toBe(0);
  expect(saved / plain).toBeCloseTo(1, 4);
  expect(withCheckpoint).toBeLessThan(0.7 * without);
});
