import {
  ArgumentError,
  type Backend,
  checkOptions,
  compile,
  materialize,
  reference,
  type Tensor,
  tree,
} from '@saddlepoint/tensor';
import { requireCount, requireFunction, requirePositive } from '../internal/check.js';

export interface LsuvOptions {
  /** How far from 1 a standard deviation may stay. Default 0.1. */
  tolerance?: number;
  /** How often one weight is rescaled at most. Default 10. */
  tries?: number;
  /** The engine. Default: the reference backend. */
  backend?: Backend;
}

/**
 * Layer-sequential unit variance: each weight in turn, from the input on, is divided by the standard deviation of its
 * layer's output on a batch of data, until that is 1. Start from `orthogonal()` weights. For networks whose activations,
 * skips or pooling no formula covers.
 *
 * @param outputs the output of each layer on the batch, under the path of the weight that scales it, in the order of the
 *   layers: `(p) => ({ '0.weight': h0, '2.weight': h1 })`.
 * @throws ArgumentError for a path that is no parameter, or an output whose deviation is 0 or not finite.
 * Source: Mishkin, Matas, "All you need is a good init" (2015), arXiv:1511.06422.
 */
export async function lsuv<P>(
  params: P,
  outputs: (params: P) => Readonly<Record<string, Tensor>>,
  options: LsuvOptions = {},
): Promise<P> {
  checkOptions('lsuv', options, ['tolerance', 'tries', 'backend']);
  const tolerance = requirePositive('lsuv', 'tolerance', options.tolerance ?? 0.1);
  const tries = requireCount('lsuv', 'tries', options.tries ?? 10);
  requireFunction('lsuv', 'outputs', outputs, 'a function such as (params) => ({ path: output })');
  const known = tree.flatten(params).map(({ path }) => path);
  let paths: string[] = [];
  const measure = compile(options.backend ?? reference(), (p: P) => {
    const made = outputs(p);
    paths = Object.keys(made);
    return Object.values(made).map((h) => h.variance().sqrt());
  });
  try {
    let current = params;
    let deviations = await measure(current as never);
    const unknown = paths.find((path) => !known.includes(path));
    if (unknown !== undefined)
      throw new ArgumentError(`lsuv: '${unknown}' is no parameter; there are ${known.join(', ')}`);
    for (const [i, path] of paths.entries()) {
      for (let left = tries; left > 0; left--) {
        const deviation = await deviations[i]!.item();
        if (!(deviation > 0 && Number.isFinite(deviation))) {
          throw new ArgumentError(
            `lsuv: the output at '${path}' has standard deviation ${deviation}; start from other weights`,
          );
        }
        if (Math.abs(deviation - 1) <= tolerance) break;
        const scale = (leaf: unknown, at: string) => (at === path ? (leaf as Tensor).div(deviation) : leaf);
        current = await materialize(tree.map(current, scale) as P);
        deviations = await measure(current as never);
      }
    }
    return current;
  } finally {
    await measure.dispose();
  }
}
