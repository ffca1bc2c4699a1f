/** Special functions in double precision, for the reference kernels and the random numbers. */

/** erf by its Maclaurin series for small |x| and the continued fraction of erfc beyond; error below 1e-15. */
export function erfOf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + fraction) * Math.sqrt(Math.PI)));
}

/** Inverse error function: Giles' single-precision polynomial (2012), sharpened by Newton steps on erf. */
export function erfInvOf(x: number): number {
  if (x <= -1 || x >= 1) return Math.abs(x) === 1 ? x * Number.POSITIVE_INFINITY : Number.NaN;
  let y = erfInvSingle(x);
  for (let i = 0; i < 3 && Number.isFinite(y); i++) {
    y -= (erfOf(y) - x) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-y * y));
  }
  return y;
}

/** erfInv(x) / x by Giles (2012), for backends: coefficients for w = −ln(1 − x²) < 5, highest power of w − 2.5 first. */
export const erfInvCentral = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  0.246640727, 1.50140941,
];
/** The same for other w, highest power of √w − 3 first. */
export const erfInvTail = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
];

/** The polynomial alone, as accurate as float32: what XLA computes. Source: M. Giles, "Approximating the erfinv function". */
function erfInvSingle(x: number): number {
  const w = -Math.log1p(-x * x);
  const [v, coefficients] = w < 5 ? [w - 2.5, erfInvCentral] : [Math.sqrt(w) - 3, erfInvTail];
  let p = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) p = coefficients[i]! + p * v;
  return p * x;
}
