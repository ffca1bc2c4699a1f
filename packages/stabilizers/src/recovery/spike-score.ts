/**
 * How many deviations a loss lies above those before it.
 *
 * `mad`: (loss − median) / (1.4826 · median absolute deviation), which spikes among them do not move; `zScore`: (loss −
 * mean) / standard deviation. A spread of less than 1e-3 of the centre counts as that, so that a loss that hardly moves
 * does not make every step a spike.
 */
export function spikeScore(history: readonly number[], loss: number, kind: 'mad' | 'zScore'): number {
  if (!Number.isFinite(loss)) return Number.POSITIVE_INFINITY;
  const [centre, spread] = kind === 'mad' ? robust(history) : plain(history);
  return (loss - centre) / Math.max(spread, 1e-3 * Math.abs(centre), Number.MIN_VALUE);
}

function robust(values: readonly number[]): [centre: number, spread: number] {
  const centre = median(values);
  // 1.4826 makes it the standard deviation of a normal distribution.
  return [centre, 1.4826 * median(values.map((x) => Math.abs(x - centre)))];
}

function plain(values: readonly number[]): [centre: number, spread: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
