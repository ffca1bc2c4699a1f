/** Value below which a fraction `q` of the samples lies, interpolated. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError('quantile: no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export interface Ratio {
  ratio: number;
  low: number;
  high: number;
}

/**
 * Ratio of the medians of two sets of rounds, with the spread of the ratio over rounds: rounds alternate, so that a
 * disturbance of the machine hits both sides. A slow side may have fewer of them.
 */
export function ratio(ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[]): Ratio {
  const common = Math.min(ours.length, theirs.length);
  const perRound = ours.slice(0, common).map((round, i) => median(round) / median(theirs[i]!));
  return {
    ratio: median(ours.flat()) / median(theirs.flat()),
    low: Math.min(...perRound),
    high: Math.max(...perRound),
  };
}
