import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { byHand, compiled, type Runner } from '../test/mlp.js';
import { tfjs } from './tfjs.js';

const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1]!;

async function timed(runner: Runner): Promise<number> {
  const start = performance.now();
  const { loss } = await runner.step();
  await loss();
  return performance.now() - start;
}

async function peakOf(runner: Runner): Promise<number> {
  const { peakBytes } = await tf.profile(async () => {
    const { loss } = await runner.step();
    return tf.scalar(await loss());
  });
  return peakBytes;
}

/** The share of a step that is not spent inside of kernels. */
async function overheadOf(runner: Runner): Promise<number> {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  let inside = 0;
  engine.runKernel = ((...args: Parameters<typeof runKernel>) => {
    const start = performance.now();
    const result = runKernel(...args);
    inside += performance.now() - start;
    return result;
  }) as typeof runKernel;
  const whole = await timed(runner);
  engine.runKernel = runKernel;
  return (whole - inside) / whole;
}

/** MEASURE=wasm takes the medians of more steps. */
const rounds = process.env.MEASURE ? 41 : 9;

test('a compiled step is about as fast as one by hand, and needs no more memory', async () => {
  const backend = await tfjs(tf, { engine: 'wasm' });
  const before = tf.memory().numBytes;
  const hand = await byHand(tf);
  const handLosses: number[] = [];
  for (let i = 0; i < 3; i++) handLosses.push(await (await hand.step()).loss());
  const handPeak = (await peakOf(hand)) - before;
  await hand.dispose();

  const own = await compiled(backend);
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) losses.push(await (await own.step()).loss());
  const ownPeak = (await peakOf(own)) - before;
  losses.forEach((loss, i) => {
    expect(Math.abs(loss - handLosses[i]!)).toBeLessThan(1e-4);
  });
  expect(ownPeak).toBeLessThanOrEqual(handPeak);

  const again = await byHand(tf);
  const times: [number[], number[]] = [[], []];
  const overheads: number[] = [];
  for (let i = 0; i < rounds; i++) {
    times[0].push(await timed(own));
    times[1].push(await timed(again));
    overheads.push(await overheadOf(own));
  }
  const [ours, theirs] = times.map(median) as [number, number];
  const overhead = median(overheads);
  console.log(
    `step of 784-512-64-10, batch 256, wasm: compiled ${ours.toFixed(1)} ms, ${(ownPeak / 2 ** 20).toFixed(1)} MB at the ` +
      `peak, ${(100 * overhead).toFixed(1)} % outside of kernels; by hand ${theirs.toFixed(1)} ms, ${(handPeak / 2 ** 20).toFixed(1)} MB`,
  );
  // Usually less, and the overhead 3 %; other tests at the same time may disturb one more than the other.
  expect(ours).toBeLessThan(1.5 * theirs);
  expect(overhead).toBeLessThan(0.1);
  await again.dispose();
  await own.dispose();
});
