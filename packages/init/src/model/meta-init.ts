import {
  type Backend,
  checkOptions,
  compile,
  foldIn,
  grad,
  mul,
  reference,
  requireKey,
  type Tensor,
  tree,
  zeros,
} from '@saddlepoint/tensor';
import { requireCount, requireFunction, requirePositive } from '../internal/check.js';

export interface MetaInitOptions {
  /** Step of the norms, above 0. Default 0.1. */
  learningRate?: number;
  /** Momentum of the norms, at least 0. Default 0.9. */
  momentum?: number;
  /** Default 500. */
  steps?: number;
  /** Keeps the quotient finite, above 0. Default 1e-5. */
  eps?: number;
  /** The engine. Default: the reference backend. */
  backend?: Backend;
}

const leavesOf = (params: unknown): Tensor[] => tree.leaves(params) as Tensor[];

/**
 * mean |(g − Hg) / (g + ε sign g) − 1| over all parameters, with g the gradient and H the Hessian of the loss: how much one
 * gradient step changes the gradient. Near 0 where training goes smoothly. Can be differentiated.
 *
 * Source: Dauphin, Schoenholz, "MetaInit: initializing learning by learning to initialize" (2019).
 */
export function gradientQuotient<P>(loss: (params: P) => Tensor, params: P, eps = 1e-5): Tensor {
  requireFunction('gradientQuotient', 'loss', loss, 'a function of the parameters');
  requirePositive('gradientQuotient', 'eps', eps);
  const g = leavesOf(grad(loss)(params));
  // The gradient of ‖g‖² / 2 is Hg.
  const halfSquare = (p: P) =>
    leavesOf(grad(loss)(p)).reduce<Tensor | number>((sum, x) => x.square().sum().add(sum), 0);
  const products = leavesOf(grad((p: P) => (halfSquare(p) as Tensor).mul(0.5))(params));
  const total = g.map((x, i) => {
    // 1 at 0 too, so that the quotient never divides by nothing.
    const sign = x.greaterEqual(0).cast(x.dtype).mul(2).sub(1);
    return x
      .sub(products[i]!)
      .div(x.add(sign.mul(eps)))
      .sub(1)
      .abs()
      .sum();
  });
  return total.reduce((a, b) => a.add(b)).div(g.reduce((count, x) => count + x.size, 0));
}

/**
 * Adjusts the norm of every weight (parameters of two axes or more) by signed gradient steps on the
 * {@link gradientQuotient}, on random batches that need be no data. Directions and biases stay as they are. Costs third
 * derivatives: for networks whose right scales no formula gives.
 *
 * @param loss of the parameters on a batch drawn from the key, such as normal inputs and random labels.
 * @throws ArgumentError for options out of range.
 * Source: Dauphin, Schoenholz, "MetaInit: initializing learning by learning to initialize" (2019).
 */
export async function metaInit<P>(
  params: P,
  loss: (params: P, key: Tensor) => Tensor,
  key: Tensor,
  options: MetaInitOptions = {},
): Promise<P> {
  checkOptions('metaInit', options, ['learningRate', 'momentum', 'steps', 'eps', 'backend']);
  requireKey('metaInit', 'key', key);
  requireFunction('metaInit', 'loss', loss, 'a function of the parameters and a key');
  const rate = requirePositive('metaInit', 'learningRate', options.learningRate ?? 0.1);
  const momentum = options.momentum === 0 ? 0 : requirePositive('metaInit', 'momentum', options.momentum ?? 0.9);
  const steps = requireCount('metaInit', 'steps', options.steps ?? 500);
  const step = compile(options.backend ?? reference(), (p: Tensor[], velocities: Tensor[], k: Tensor) => {
    const inTree = (leaves: readonly Tensor[]) => {
      let i = 0;
      return tree.map(params, () => leaves[i++]!) as P;
    };
    const slopes = grad((q: Tensor[]) => gradientQuotient((t: Tensor[]) => loss(inTree(t), k), q, options.eps))(p);
    const moved = p.map((w, i) => move(w, slopes[i]!, velocities[i]!));
    return { p: moved.map(([w]) => w), velocities: moved.map(([, v]) => v) };
  });
  const move = (w: Tensor, slope: Tensor, velocity: Tensor): readonly [Tensor, Tensor] => {
    if (w.rank < 2) return [w, velocity];
    const next = velocity.mul(momentum).sub(mul(slope, w).sum().sign().mul(rate));
    const norm = w.square().sum().sqrt();
    return [w.mul(norm.add(next).div(norm.add(1e-12))), next];
  };
  try {
    let state = { p: leavesOf(params), velocities: leavesOf(params).map(() => zeros([])) };
    for (let i = 0; i < steps; i++) state = await step(state.p, state.velocities, foldIn(key, i));
    let i = 0;
    return tree.map(params, () => state.p[i++]!) as P;
  } finally {
    await step.dispose();
  }
}
