import type { Bidiagonal } from './bidiagonal.js';

/** How many sweeps a value may take on average; two are usual. */
const patience = 40;

/**
 * The singular values of a bidiagonal matrix, which is used up, unordered: implicitly shifted QR steps until nothing above
 * the diagonal is left. Errors are some ε times the largest value.
 *
 * Source: Golub, Kahan (1965); Golub, Van Loan, "Matrix computations", 8.6.
 */
export function bidiagonalValues({ d, e }: Bidiagonal): Float64Array {
  const n = d.length;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]!) + Math.abs(e[i] ?? 0));
  const tiny = Number.EPSILON * norm;
  let end = n - 1;
  for (let left = patience * n; end > 0 && left > 0; left--) {
    // The last block without a zero above its diagonal.
    let start = end;
    let zero = Math.abs(d[end]!) <= tiny ? end : -1;
    while (start > 0 && !negligible(d, e, start - 1)) {
      start--;
      if (zero < 0 && Math.abs(d[start]!) <= tiny) zero = start;
    }
    if (start === end) end--;
    else if (zero < 0) sweep(d, e, start, end);
    else if (zero === end) clearColumn(d, e, start, end);
    else clearRow(d, e, zero, end);
  }
  return d.map(Math.abs);
}

const negligible = (d: Float64Array, e: Float64Array, i: number): boolean =>
  Math.abs(e[i]!) <= Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!));

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** One step with Wilkinson's shift on the block from `start` to `end`. */
function sweep(d: Float64Array, e: Float64Array, start: number, end: number): void {
  const [dm, dn, en] = [d[end - 1]!, d[end]!, e[end - 1]!];
  const em = end - 2 >= start ? e[end - 2]! : 0;
  const half = (dm * dm + em * em - dn * dn - en * en) / 2;
  const corner = dm * en;
  const root = length(half, corner);
  const shift = dn * dn + en * en - (root === 0 ? 0 : (corner * corner) / (half + (half < 0 ? -root : root)));
  let y = d[start]! * d[start]! - shift;
  let z = d[start]! * e[start]!;
  for (let k = start; k < end; k++) {
    let r = length(y, z);
    let [c, s] = r === 0 ? [1, 0] : [y / r, z / r];
    if (k > start) e[k - 1] = r;
    y = c * d[k]! + s * e[k]!;
    e[k] = c * e[k]! - s * d[k]!;
    z = s * d[k + 1]!;
    d[k + 1]! *= c;
    r = length(y, z);
    [c, s] = r === 0 ? [1, 0] : [y / r, z / r];
    d[k] = r;
    y = c * e[k]! + s * d[k + 1]!;
    d[k + 1] = c * d[k + 1]! - s * e[k]!;
    if (k + 1 < end) {
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
  }
  e[end - 1] = y;
}

/** Where d is 0, rotations of its row with those below clear what is beside it. */
function clearRow(d: Float64Array, e: Float64Array, row: number, end: number): void {
  d[row] = 0;
  let f = e[row]!;
  e[row] = 0;
  for (let k = row + 1; k <= end && f !== 0; k++) {
    const r = length(f, d[k]!);
    const [c, s] = [d[k]! / r, f / r];
    d[k] = r;
    if (k === end) break;
    f = -s * e[k]!;
    e[k]! *= c;
  }
}

/** Where the last d is 0, rotations of its column with those before clear what is above it. */
function clearColumn(d: Float64Array, e: Float64Array, start: number, end: number): void {
  d[end] = 0;
  let f = e[end - 1]!;
  e[end - 1] = 0;
  for (let k = end - 1; k >= start && f !== 0; k--) {
    const r = length(f, d[k]!);
    const [c, s] = [d[k]! / r, f / r];
    d[k] = r;
    if (k === start) break;
    f = -s * e[k - 1]!;
    e[k - 1]! *= c;
  }
}
