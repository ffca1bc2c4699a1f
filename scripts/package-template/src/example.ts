export interface ExampleOptions {
  /** Factor, any finite number. Default 1. */
  scale?: number;
}

/**
 * Scales a number.
 *
 * `y = scale · x`
 *
 * Throws a `RangeError` when `scale` is not finite. Use it to see the shape of a package; replace it with
 * the first real method.
 */
export function example(x: number, { scale = 1 }: ExampleOptions = {}): number {
  if (!Number.isFinite(scale)) throw new RangeError(`example: scale must be a finite number, not ${scale}`);
  return scale * x;
}
