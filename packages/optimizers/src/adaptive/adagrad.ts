import { add, checkOptions, div, full, mul, rsqrt, sqrt, type Tensor } from '@saddlepoint/tensor';
import { alias } from '../chain.js';
import { requireNonNegative } from '../internal/check.js';
import { decay, descend } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import type { Transform } from '../transform.js';

export interface ScaleByAdagradOptions {
  /** What the sum of squares starts from, from 0 up. Default 0, PyTorch's; Keras and Optax have 0.1. */
  initialAccumulator?: number;
  /** Added to the denominator, from 0 up. Default 1e-10, PyTorch's; Keras and Optax have 1e-7. */
  eps?: number;
  /** √(s + ε), Keras's and Optax's form, instead of √s + ε, PyTorch's. Default false. */
  epsInSqrt?: boolean;
}

/**
 * Gradients divided by the root of the sum of all their squares: s ← s + g², update = g / (√s + ε).
 *
 * State: `sum` (s).
 *
 * @throws ArgumentError for negative options.
 * Source: Duchi, Hazan, Singer, "Adaptive subgradient methods" (2011), JMLR 12.
 */
export function scaleByAdagrad(options: ScaleByAdagradOptions = {}): Transform {
  checkOptions('scaleByAdagrad', options, ['initialAccumulator', 'eps', 'epsInSqrt']);
  const { epsInSqrt = false } = options;
  const start = requireNonNegative('scaleByAdagrad', 'initialAccumulator', options.initialAccumulator ?? 0);
  const eps = requireNonNegative('scaleByAdagrad', 'eps', options.eps ?? 1e-10);
  return leafwise({
    name: 'adagrad',
    owner: 'scaleByAdagrad',
    state: { sum: (param: Tensor) => full(param.shape, start, param.dtype) },
    rule(g, state) {
      const sum = add(state.sum, mul(g, g));
      return { update: epsInSqrt ? mul(g, rsqrt(add(sum, eps))) : div(g, add(sqrt(sum), eps)), sum };
    },
  });
}

export interface AdagradOptions extends ScaleByAdagradOptions {
  /** From 0 up. Default 1e-2. */
  learningRate?: number;
  /** L2 regularisation: adds weightDecay · parameter to the gradient. Default 0. */
  weightDecay?: number;
}

/**
 * Adagrad: θ ← θ − η g / (√Σg² + ε), `torch.optim.Adagrad`, its defaults included (its `lr_decay` is a schedule here).
 *
 * For sparse gradients, such as those of embeddings; elsewhere its rate falls too soon. With the options
 * { initialAccumulator: 0.1, eps: 1e-7, epsInSqrt: true } it is Keras's and Optax's.
 * Moves 20 bytes a parameter: reads g, s, θ; writes s, θ.
 *
 * @throws ArgumentError for options out of range.
 * Source: Duchi, Hazan, Singer, "Adaptive subgradient methods" (2011), JMLR 12.
 */
export function adagrad(options: AdagradOptions = {}): Transform {
  checkOptions('adagrad', options, ['learningRate', 'initialAccumulator', 'eps', 'epsInSqrt', 'weightDecay']);
  const { learningRate = 1e-2, weightDecay = 0, ...rest } = options;
  return alias('adagrad', ...decay(weightDecay), scaleByAdagrad(rest), descend('adagrad', learningRate));
}
