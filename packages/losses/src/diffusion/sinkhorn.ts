/**
 * The entropic transport plan between two uniform distributions, n × n, entries of sum 1: exp((f + g − cost) / ε) with
 * potentials that make all rows and columns sum to 1 / n.
 *
 * Sinkhorn's iterations: one on logarithms, which nothing can make overflow, then up to fifty by products, which are
 * fast, and their factors taken into the potentials.
 *
 * @returns undefined when the rows are not met to `tolerance` after so many iterations.
 * Source: Cuturi 2013, "Sinkhorn distances", arXiv:1306.0895; Schmitzer 2016, arXiv:1610.06519, section 3.1.
 */
export function sinkhorn(
  cost: Float64Array,
  n: number,
  epsilon: number,
  iterations: number,
  tolerance = 1e-9,
): Float64Array | undefined {
  const [f, g] = [new Float64Array(n), new Float64Array(n)];
  for (let done = 0; done < iterations; ) {
    for (let i = 0; i < n; i++) f[i] = potential(g, (j) => cost[i * n + j]!, epsilon);
    for (let j = 0; j < n; j++) g[j] = potential(f, (i) => cost[i * n + j]!, epsilon);
    const plan = cost.map((c, at) => Math.exp((f[Math.floor(at / n)]! + g[at % n]! - c) / epsilon));
    const { u, v, met, steps } = rescale(plan, n, Math.min(50, iterations - done), tolerance);
    if (met) return plan.map((p, at) => u[Math.floor(at / n)]! * p * v[at % n]!);
    for (let i = 0; i < n; i++) {
      f[i]! += epsilon * Math.log(u[i]!);
      g[i]! += epsilon * Math.log(v[i]!);
    }
    done += steps + 1;
  }
  return undefined;
}

/** The potential that makes one row or column sum to 1 / n, given those across. */
function potential(across: Float64Array, cost: (j: number) => number, epsilon: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < across.length; j++) most = Math.max(most, (across[j]! - cost(j)) / epsilon);
  let sum = 0;
  for (let j = 0; j < across.length; j++) sum += Math.exp((across[j]! - cost(j)) / epsilon - most);
  return -epsilon * (Math.log(sum) + most + Math.log(across.length));
}

/** Factors of rows and columns that bring all sums near 1 / n; it stops before they leave the range of numbers. */
function rescale(plan: Float64Array, n: number, most: number, tolerance: number) {
  let [u, v] = [new Float64Array(n).fill(1), new Float64Array(n).fill(1)];
  for (let steps = 0; ; steps++) {
    const rows = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[i]! += plan[i * n + j]! * v[j]!;
    const met = Math.sqrt(rows.reduce((sum, r, i) => sum + (u[i]! * r - 1 / n) ** 2, 0)) < tolerance;
    if (met || steps === most) return { u, v, met, steps };
    const nextU = rows.map((r) => 1 / (n * r));
    const columns = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) columns[j]! += plan[i * n + j]! * nextU[i]!;
    const nextV = columns.map((c) => 1 / (n * c));
    const inRange = (x: number) => x > 1e-100 && x < 1e100;
    if (!nextU.every(inRange) || !nextV.every(inRange)) return { u, v, met: false, steps };
    [u, v] = [nextU, nextV];
  }
}
