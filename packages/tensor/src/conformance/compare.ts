interface Comparison {
  /** Largest error, relative to the largest finite element expected, or to each element when `strict`. */
  readonly tolerance: number;
  /** Relative to each element; signs of zeros count. */
  readonly strict: boolean;
}

/**
 * What is wrong with `actual`, in words; undefined when it is right. NaN matches NaN and infinities must agree. Errors
 * below the tolerance times 1 are always allowed unless `strict`: results near 0 come from cancellation.
 */
export function difference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  how: Comparison,
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} elements instead of ${expected.length}`;
  let scale = how.strict ? 0 : 1;
  if (!how.strict) for (const v of Array.from(expected)) if (Number.isFinite(v)) scale = Math.max(scale, Math.abs(v));
  let worst = -1;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    const error = errorOf(a, e, how.strict);
    const allowed =
      how.strict && error < Number.POSITIVE_INFINITY ? how.tolerance * Math.abs(e) : how.tolerance * scale;
    if (error > 0 && !(error <= allowed) && !(error < largest)) {
      worst = i;
      largest = error;
    }
  }
  if (worst < 0) return undefined;
  const relative = largest / (how.strict ? Math.abs(expected[worst]!) : scale);
  const size = Number.isFinite(relative)
    ? ` (relative error ${relative.toExponential(1)}, allowed ${how.tolerance})`
    : '';
  return `element ${worst} is ${show(actual[worst]!)}, expected ${show(expected[worst]!)}${size}; got [${excerpt(actual)}], expected [${excerpt(expected)}]`;
}

function errorOf(a: number, e: number, strict: boolean): number {
  if (strict ? Object.is(a, e) : a === e) return 0;
  if (Number.isNaN(a) && Number.isNaN(e)) return 0;
  if (strict && a === 0 && e === 0) return Number.POSITIVE_INFINITY;
  return Number.isFinite(a) && Number.isFinite(e) ? Math.abs(a - e) : Number.POSITIVE_INFINITY;
}

const show = (v: number): string =>
  Object.is(v, -0) ? '-0' : Number.isInteger(v) ? `${v}` : `${Number(v.toPrecision(9))}`;

function excerpt(values: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(8, values.length) }, (_, i) => show(values[i]!)).join(', ');
  return values.length > 8 ? `${shown}, …` : shown;
}
