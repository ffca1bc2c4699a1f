import { ArgumentError, type Tensor } from '@saddlepoint/tensor';
import { requireFunction } from '../internal/check.js';

/** How the size of one output goes with the width. */
export interface CoordinateGrowth {
  /** Mean |x| at each width. */
  readonly sizes: readonly number[];
  /** The exponent b of a fit size ∝ width^b: near 0 where the parametrisation is right. */
  readonly exponent: number;
}

/**
 * Sizes of activations for models of several widths, after the same few steps of training: with {@link mup} they do not
 * depend on the width; with the standard parametrisation and Adam some grow with it.
 *
 * @param outputs the named outputs of the model of this width.
 * @param widths two or more, different ones.
 * @throws ArgumentError for less than two widths, or outputs that not every width has.
 * Source: Yang et al., "Tensor programs V" (2022), arXiv:2203.03466, appendix D.
 */
export async function coordinateCheck(
  outputs: (width: number) => Promise<Readonly<Record<string, Tensor>>>,
  widths: readonly number[],
): Promise<Record<string, CoordinateGrowth>> {
  requireFunction('coordinateCheck', 'outputs', outputs, 'a function of the width');
  if (!Array.isArray(widths) || new Set(widths).size < 2 || widths.some((width) => !(width > 0))) {
    throw new ArgumentError(`coordinateCheck: widths [${String(widths)}] must be two or more different ones above 0`);
  }
  const found: Record<string, number>[] = [];
  for (const width of widths) {
    const entries = Object.entries(await outputs(width));
    const sizes = entries.map(async ([name, x]) => [name, await x.abs().mean().item()] as const);
    found.push(Object.fromEntries(await Promise.all(sizes)));
  }
  const names = Object.keys(found[0]!);
  const odd = found.findIndex((sizes) => Object.keys(sizes).join() !== names.join());
  if (odd >= 0)
    throw new ArgumentError(`coordinateCheck: width ${widths[odd]} has other outputs than width ${widths[0]}`);
  return Object.fromEntries(
    names.map((name) => {
      const sizes = found.map((at) => at[name]!);
      return [name, { sizes, exponent: slope(widths.map(Math.log), sizes.map(Math.log)) }];
    }),
  );
}

/** Least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((v, i) => (v - mx) * (y[i]! - my))) / mean(x.map((v) => (v - mx) ** 2));
}
