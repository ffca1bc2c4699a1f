/**
 * x[from … to) ← w of the reflection I − β w wᵀ that leaves of it only `value`, at `keep`, which has the opposite sign of
 * what was there, as in LAPACK; β is 0 where nothing is left to reflect.
 */
export function reflect(
  x: Float64Array,
  from: number,
  to: number,
  keep: number,
): { readonly value: number; readonly beta: number } {
  const first = x[keep]!;
  let rest = 0;
  for (let i = from; i < to; i++) if (i !== keep) rest += x[i]! * x[i]!;
  if (rest === 0) return { value: first, beta: 0 };
  const norm = Math.sqrt(first * first + rest);
  const value = first < 0 || Object.is(first, -0) ? norm : -norm;
  x[keep] = first - value;
  return { value, beta: 2 / (x[keep]! * x[keep]! + rest) };
}
