import { adamw } from '@saddlepoint/optimizers';
import { asTfOptimizer } from '../src/bridges/as-tf-optimizer.js';
import type { TfNamespace } from '../src/node-binding.js';
import type { TfjsBackend } from '../src/tfjs.js';

/** The parameters of 784-512-256-128-10: 0.57 M in 8 variables. */
export const network: readonly number[][] = [[784, 512], [512], [512, 256], [256], [256, 128], [128], [128, 10], [10]];

export interface Speed {
  /** Milliseconds of the fastest step and of the median one. */
  readonly best: number;
  readonly median: number;
}

/** Steps of AdamW through the bridge and of `tf.train.adam`, taken in turn, on variables of these shapes. */
export function measureAdam(
  tf: TfNamespace,
  backend: TfjsBackend,
  shapes: readonly number[][],
  rounds: number,
): { ours: Speed; theirs: Speed } {
  const variables = shapes.map((shape) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', 1)));
  const gradients = variables.map((x) => ({ name: x.name, tensor: x.mul(0.01) }));
  const optimizers = [asTfOptimizer(backend, adamw()), tf.train.adam(1e-3)];
  const times: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round++) {
    optimizers.forEach((optimizer, i) => {
      const start = performance.now();
      optimizer.applyGradients(gradients);
      if (round >= 0) times[i]!.push(performance.now() - start);
    });
  }
  for (const optimizer of optimizers) optimizer.dispose();
  tf.dispose([...variables, ...gradients.map(({ tensor }) => tensor)]);
  const [ours, theirs] = times.map(speedOf) as [Speed, Speed];
  return { ours, theirs };
}

function speedOf(times: number[]): Speed {
  const sorted = [...times].sort((a, b) => a - b);
  return { best: sorted[0]!, median: sorted[sorted.length >> 1]! };
}
