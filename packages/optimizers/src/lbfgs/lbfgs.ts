import { ArgumentError, checkOptions, NonFiniteError, type Tensor, tree } from '@saddlepoint/tensor';
import { requireNonNegative, requireOneOf, requirePositive, requirePositiveCount } from '../internal/check.js';
import { flattened, unflattened } from './flat.js';
import { History } from './history.js';
import { type Point, strongWolfe } from './strong-wolfe.js';
import { addScaled, dot, largest } from './vector.js';

export interface LbfgsOptions {
  /** At least 1. Default 100. */
  maxIterations?: number;
  /** Evaluations of the loss, at least 1. Default 1.25 · maxIterations. */
  maxEvaluations?: number;
  /** How many past steps stand for the Hessian, at least 1: as many copies of the parameters, twice. Default 10. */
  historySize?: number;
  /** The length, in steps of Newton, that a line search tries first, or of every step without one. Default 1. */
  learningRate?: number;
  /** Default 'strongWolfe'; 'none' takes steps of fixed length and may diverge. */
  lineSearch?: 'strongWolfe' | 'none';
  /** It ends when no element of the gradient is larger. Default 1e-7. */
  toleranceGradient?: number;
  /** It ends when the loss, or every parameter, changes by less. Default 1e-9. */
  toleranceChange?: number;
}

export interface LbfgsResult<P> {
  readonly params: P;
  /** The loss of the params. */
  readonly loss: number;
  /** The loss before the first and after each iteration. */
  readonly losses: readonly number[];
  readonly evaluations: number;
  /** Why it ended: a minimum by its gradient, no more progress, or a limit. */
  readonly stopped: 'gradient' | 'change' | 'iterations' | 'evaluations';
}

/**
 * L-BFGS: minimises a loss by steps of Newton with a Hessian made of the last few gradients. `torch.optim.LBFGS`.
 *
 * For small problems with one batch and no noise, to many digits: fitting, physics, style transfer. It drives a compiled
 * `valueAndGrad` from the host: `lbfgs(compile(backend, (p) => valueAndGrad(loss)(p)), params)`. Its own arithmetic is in
 * double precision. The compiled function must not donate its argument.
 *
 * @param valueAndGrad the loss, a scalar, and its gradients, which have the structure of the parameters.
 * @throws ArgumentError for options out of range or leaves that are not floats; NonFiniteError when the loss or a gradient
 *   is not finite at the start.
 * Source: Liu, Nocedal, "On the limited memory BFGS method for large scale optimization" (1989).
 */
export async function lbfgs<P>(
  valueAndGrad: (params: P) => PromiseLike<readonly [Tensor, P]> | readonly [Tensor, P],
  params: P,
  options: LbfgsOptions = {},
): Promise<LbfgsResult<P>> {
  const o = checked(options);
  if (typeof valueAndGrad !== 'function') {
    throw new ArgumentError('lbfgs: needs a function from the parameters to the loss and its gradients');
  }
  const paths = tree.flatten(params).map(({ path }) => path);
  if (paths.length === 0) throw new ArgumentError('lbfgs: the params hold no tensors');
  let evaluations = 0;
  const evaluate = async (x: Float64Array): Promise<{ loss: number; gradient: Float64Array }> => {
    evaluations++;
    const pair = await valueAndGrad(unflattened(params, x));
    if (!Array.isArray(pair)) {
      throw new ArgumentError('lbfgs: the function must give the loss and its gradients, as valueAndGrad does');
    }
    const [value, grads] = pair as readonly [Tensor, P];
    const loss = await value.item();
    // A step into nowhere is worse than any other, so that the line search turns back.
    return {
      loss: Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY,
      gradient: await flattened('lbfgs: gradients', grads, paths),
    };
  };

  let x = await flattened('lbfgs: params', params, paths);
  let { loss, gradient } = await evaluate(x);
  if (!Number.isFinite(loss) || !Number.isFinite(largest(gradient))) {
    throw new NonFiniteError('lbfgs: the loss or its gradient is not finite at the start');
  }
  const history = new History(o.historySize);
  const losses = [loss];
  const end = (stopped: LbfgsResult<P>['stopped']): LbfgsResult<P> => ({
    params: unflattened(params, x),
    loss,
    losses,
    evaluations,
    stopped,
  });
  if (largest(gradient) <= o.toleranceGradient) return end('gradient');
  for (;;) {
    const direction = history.direction(gradient);
    const slope = dot(gradient, direction);
    if (slope > -o.toleranceChange) return end('change');
    const length = losses.length > 1 ? 1 : Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0));
    const at = async (t: number): Promise<Point> => {
      const here = await evaluate(addScaled(x, t, direction));
      return { t, ...here, slope: dot(here.gradient, direction) };
    };
    const first = length * o.learningRate;
    const next =
      o.lineSearch === 'none'
        ? await at(first)
        : await strongWolfe({
            evaluate: at,
            start: { t: 0, loss, gradient, slope },
            first,
            shortest: o.toleranceChange / largest(direction),
            trials: o.maxEvaluations - evaluations,
          });
    const step = direction.map((d) => d * next.t);
    history.add(step, addScaled(next.gradient, -1, gradient));
    const before = loss;
    x = addScaled(x, next.t, direction);
    ({ loss, gradient } = next);
    losses.push(loss);
    if (largest(gradient) <= o.toleranceGradient) return end('gradient');
    if (largest(step) <= o.toleranceChange || Math.abs(loss - before) < o.toleranceChange) return end('change');
    if (losses.length > o.maxIterations) return end('iterations');
    if (evaluations >= o.maxEvaluations) return end('evaluations');
  }
}

function checked(options: LbfgsOptions): Required<LbfgsOptions> {
  const counts = ['maxIterations', 'maxEvaluations', 'historySize'];
  checkOptions('lbfgs', options, [...counts, 'learningRate', 'lineSearch', 'toleranceGradient', 'toleranceChange']);
  const maxIterations = requirePositiveCount('lbfgs', 'maxIterations', options.maxIterations ?? 100);
  const maxEvaluations = options.maxEvaluations ?? Math.ceil(1.25 * maxIterations);
  const { toleranceGradient = 1e-7, toleranceChange = 1e-9, lineSearch = 'strongWolfe' } = options;
  return {
    maxIterations,
    maxEvaluations: requirePositiveCount('lbfgs', 'maxEvaluations', maxEvaluations),
    historySize: requirePositiveCount('lbfgs', 'historySize', options.historySize ?? 10),
    learningRate: requirePositive('lbfgs', 'learningRate', options.learningRate ?? 1),
    lineSearch: requireOneOf('lbfgs', 'lineSearch', lineSearch, ['strongWolfe', 'none']),
    toleranceGradient: requireNonNegative('lbfgs', 'toleranceGradient', toleranceGradient),
    toleranceChange: requireNonNegative('lbfgs', 'toleranceChange', toleranceChange),
  };
}
