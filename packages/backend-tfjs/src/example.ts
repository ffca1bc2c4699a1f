import { ArgumentError, checkOptions } from '@saddlepoint/tensor';

export interface ExampleOptions {
  /** Factor, any finite number. Default 1. */
  scale?: number;
}

/**
 * Scales a number: y = scale · x. Use it to see the shape of a package; replace it with the first real method.
 *
 * @throws ArgumentError for a scale that is not finite, or an unknown option.
 */
export function example(x: number, options: ExampleOptions = {}): number {
  checkOptions('example', options, ['scale']);
  const { scale = 1 } = options;
  if (!Number.isFinite(scale)) throw new ArgumentError(`example: scale ${scale} must be a finite number`);
  return scale * x;
}
