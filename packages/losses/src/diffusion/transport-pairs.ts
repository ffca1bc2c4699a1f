import { ArgumentError, checkOptions, gather, requireKey, type Tensor, tensor, uniform } from '@saddlepoint/tensor';
import {
  count,
  positive,
  requireAlike,
  requireFlags,
  requireNumber,
  requireParts,
  requireRank,
} from '../internal/checks.js';
import { assign } from './assignment.js';
import { sinkhorn } from './sinkhorn.js';

export interface TransportPairsOptions {
  /** The exact plan, a permutation; or the entropic one of Schrödinger bridges. Default exact. */
  method?: 'exact' | 'sinkhorn';
  /** ε of Sinkhorn, > 0, in the units of squared distances; 2 σ² for a bridge of variance σ². Default 0.05. */
  epsilon?: number;
  /** Sinkhorn's iterations at most, from 1 up. Default 1000. */
  iterations?: number;
  /** Divide the costs by the largest, so that ε does not depend on the data's scale. Default false. */
  normalizeCost?: boolean;
  /**
   * Draw as many pairs as there are samples from the plan, with replacement, as torchcfm; Sinkhorn needs it. Default
   * none: every sample of the exact plan once, in the order of the noise.
   */
  key?: Tensor;
}

/** Noise and data in pairs, for `flowMatching`, and the rows of the batch they were. */
export interface TransportPairs {
  readonly noise: Tensor;
  readonly data: Tensor;
  /** int32 [batch]; labels of the data go with `gather(labels, dataIndices)`. */
  readonly noiseIndices: Tensor;
  readonly dataIndices: Tensor;
}

/**
 * Pairs of noise and data by optimal transport within the batch, squared distances being the cost: paths that hardly
 * cross, so a flow that needs fewer steps. torchcfm's `OTPlanSampler`.
 *
 * When to use: before `flowMatching`, unconditionally (with labels the pairing tells the class); batches of 64 to 512.
 * Works on the host, between steps: the exact plan costs batch³ + batch² · size operations at most.
 *
 * @param ends noise and data [batch, ...] of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for options out of range, Sinkhorn without a key, or one that does not
 *   converge.
 * Source: Tong et al. 2023, arXiv:2302.00482; Pooladian et al. 2023, arXiv:2304.14772.
 */
export async function transportPairs(
  ends: { noise: Tensor; data: Tensor },
  options: TransportPairsOptions = {},
): Promise<TransportPairs> {
  const owner = 'transportPairs';
  checkOptions(owner, options, ['method', 'epsilon', 'iterations', 'normalizeCost', 'key']);
  requireParts(owner, ends, 'noise, data');
  const { noise, data } = ends;
  requireAlike(owner, { noise, data });
  requireRank(owner, 'noise', noise, 'batch, size', false);
  const { method = 'exact', epsilon = 0.05, iterations = 1000, normalizeCost = false, key } = options;
  if (method !== 'exact' && method !== 'sinkhorn') {
    throw new ArgumentError(`${owner}: method '${method}' is unknown; allowed: exact, sinkhorn`);
  }
  requireFlags(owner, { normalizeCost });
  requireNumber(owner, 'epsilon', epsilon, positive);
  requireNumber(owner, 'iterations', iterations, count);
  if (key !== undefined) requireKey(owner, 'key', key);
  const n = noise.shape[0]!;
  const cost = squaredDistances(await noise.data(), await data.data(), n);
  if (normalizeCost) {
    const largest = cost.reduce((a, b) => Math.max(a, b), 0);
    if (largest > 0) cost.forEach((c, i) => (cost[i] = c / largest));
  }
  if (method === 'exact') {
    const columns = assign(cost, n);
    const rows = key ? (await uniform(key, [n]).data()).map((u) => Math.floor(u * n)) : columns.map((_, i) => i);
    const chosen = Int32Array.from(rows);
    return pairsOf(
      noise,
      data,
      chosen,
      chosen.map((i) => columns[i]!),
    );
  }
  if (!key) throw new ArgumentError(`${owner}: Sinkhorn's plan is one to draw pairs from; pass a key`);
  const plan = sinkhorn(cost, n, epsilon, iterations);
  if (!plan) {
    throw new ArgumentError(
      `${owner}: Sinkhorn did not converge in ${iterations} iterations; raise epsilon ${epsilon} or set normalizeCost`,
    );
  }
  const entries = await draw(plan, key, n);
  return pairsOf(
    noise,
    data,
    entries.map((at) => Math.floor(at / n)),
    entries.map((at) => at % n),
  );
}

function pairsOf(noise: Tensor, data: Tensor, rows: Int32Array, columns: Int32Array): TransportPairs {
  const [noiseIndices, dataIndices] = [tensor(rows), tensor(columns)];
  return { noise: gather(noise, noiseIndices), data: gather(data, dataIndices), noiseIndices, dataIndices };
}

/** ‖xᵢ − yⱼ‖², n × n. */
export function squaredDistances(x: ArrayLike<number>, y: ArrayLike<number>, n: number): Float64Array {
  const size = n === 0 ? 0 : x.length / n;
  const cost = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (x[i * size + k]! - y[j * size + k]!) ** 2;
      cost[i * n + j] = sum;
    }
  }
  return cost;
}

/** `count` positions of a plan, each with the probability that stands there. */
async function draw(plan: Float64Array, key: Tensor, amount: number): Promise<Int32Array> {
  let sum = 0;
  const sums = plan.map((p) => (sum += p));
  const thresholds = await uniform(key, [amount]).data();
  return Int32Array.from(thresholds, (u) => positionOf(sums, u * sum));
}

/** The first position with a running sum above `x`. */
function positionOf(sums: Float64Array, x: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sums[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
