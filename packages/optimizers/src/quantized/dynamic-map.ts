/**
 * bitsandbytes' dynamic 8-bit numbers, 256 of them in [−1, 1] or [0, 1], ascending: the first digit is an exponent of up to
 * seven places, what is left of the bits a fraction, so that small numbers are kept to one digit and large ones to two.
 *
 * Source: Dettmers (2015), arXiv:1511.04561; Dettmers, Lewis, Shleifer, Zettlemoyer (2021), arXiv:2110.02861.
 */
export function dynamicMap(signed: boolean): Float32Array {
  const exponents = 7;
  const values = [0, 1];
  for (let i = 0; i < exponents; i++) {
    const count = 2 ** (signed ? i : i + 1);
    const edges = Array.from({ length: count + 1 }, (_, k) => linspace(count, k));
    for (let k = 0; k < count; k++) {
      const middle = Math.fround(Math.fround(edges[k]! + edges[k + 1]!) / 2);
      const value = Math.fround(middle * Math.fround(10 ** (i - exponents + 1)));
      values.push(value, ...(signed ? [-value] : []));
    }
  }
  return Float32Array.from(values).sort();
}

/** Element k of 0.1 … 1 in `count` steps in single precision, rounded once, from the nearer end: as `torch.linspace`. */
function linspace(count: number, k: number): number {
  const step = Math.fround(Math.fround(1 - Math.fround(0.1)) / count);
  return Math.fround(2 * k < count ? Math.fround(0.1) + step * k : 1 - step * (count - k));
}
