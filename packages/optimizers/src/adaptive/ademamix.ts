import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  expm1,
  lerp,
  log,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  sqrt,
  sub,
  Tensor,
  zerosLike,
} from '@saddlepoint/tensor';
import { requireBetas, requireCount, requireNonNegative } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { average, correction, move } from '../internal/moments.js';
import type { Transform } from '../transform.js';

export interface ScaleByAdemamixOptions {
  /** Decay of the fast mean of g, of the mean of g² and of the slow mean of g. Default [0.9, 0.999, 0.9999]. */
  betas?: readonly [number, number, number];
  /** α, the weight of the slow mean, from 0 up. Default 5; the paper has 4 to 10. */
  alpha?: number;
  /** T, the steps over which α grows from 0 and β₃ from β₁; customary is the length of the training. Default 0: none. */
  warmupSteps?: number;
  /** Added to the denominator, from 0 up. Default 1e-8. */
  eps?: number;
}

/**
 * Adam with a second, slow momentum n ← β₃n + (1 − β₃)g: update = (m̂ + αn) / (√v̂ + ε), with m and v as in
 * {@link scaleByAdam}; n's bias is not corrected.
 *
 * During a warm-up of T steps, αₜ = min(αt / T, α) and β₃ₜ = min(exp(ln β₁ ln β₃ / ((1 − t/T) ln β₃ + t/T ln β₁)), β₃).
 * State: `step`, `mu` (m), `slow` (n), `nu` (v).
 *
 * @throws ArgumentError for betas outside [0, 1), negative options, or a warm-up with a first or last beta of 0.
 * Source: Pagliardini, Ablin, Grangier, "The AdEMAMix optimizer: better, faster, older" (2024), arXiv:2409.03137.
 */
export function scaleByAdemamix(options: ScaleByAdemamixOptions = {}): Transform {
  const owner = 'scaleByAdemamix';
  checkOptions(owner, options, ['betas', 'alpha', 'warmupSteps', 'eps']);
  const { betas = [0.9, 0.999, 0.9999], eps = 1e-8 } = options;
  requireBetas(owner, betas, 3);
  requireNonNegative(owner, 'eps', eps);
  const alpha = requireNonNegative(owner, 'alpha', options.alpha ?? 5);
  const warmup = requireCount(owner, 'warmupSteps', options.warmupSteps ?? 0);
  if (warmup > 0 && betas[0] * betas[2] === 0) {
    throw new ArgumentError(`${owner}: warmupSteps ${warmup} needs betas[0] and betas[2] above 0`);
  }
  return leafwise({
    name: 'ademamix',
    owner,
    state: { mu: zerosLike, slow: zerosLike, nu: zerosLike },
    momentum: betas[0],
    numbers(step, beta) {
      const root = sqrt(correction(step, betas[1]));
      const weight = warmup === 0 ? scalar(alpha, 'float32') : minimum(mul(elapsed(step, warmup), alpha), alpha);
      return {
        first: div(root, correction(step, beta)),
        second: mul(root, weight),
        shift: mul(root, eps),
        part: warmup === 0 ? scalar(1 - betas[2], 'float32') : slowPart(elapsed(step, warmup), beta, betas[2]),
      };
    },
    rule(g, state, { fresh, first, second, shift, part }) {
      const mu = move(state.mu, g, fresh);
      const slow = lerp(state.slow, g, part);
      const nu = average(state.nu, mul(g, g), betas[1]);
      return { update: div(add(mul(mu, first), mul(slow, second)), add(sqrt(nu), shift)), mu, slow, nu };
    },
  });
}

/** t / T. */
const elapsed = (step: Tensor, warmup: number): Tensor => mul(cast(step, 'float32'), 1 / warmup);

/** 1 − β₃ₜ. */
function slowPart(time: Tensor, beta1: number | Tensor, beta3: number): Tensor {
  const log3 = Math.log(beta3);
  const log1 = beta1 instanceof Tensor ? log(cast(beta1, 'float32')) : scalar(Math.log(beta1), 'float32');
  const exponent = div(mul(log1, log3), add(mul(time, sub(log1, log3)), log3));
  return maximum(neg(expm1(exponent)), 1 - beta3);
}

export interface AdemamixOptions extends ScaleByAdemamixOptions, DescentOptions {}

/**
 * AdEMAMix: `optax.contrib.ademamix`; with `warmupSteps` also its schedules: learningRate 1e-3, betas
 * [0.9, 0.999, 0.9999], alpha 5, eps 1e-8, weightDecay 0, decoupled.
 *
 * Old gradients keep helping in long trainings: for language models over many thousand steps, with a warm-up.
 * Moves 36 bytes a parameter: reads g, m, n, v, θ; writes m, n, v, θ.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Pagliardini, Ablin, Grangier, "The AdEMAMix optimizer: better, faster, older" (2024), arXiv:2409.03137.
 */
export function ademamix(options: AdemamixOptions = {}): Transform {
  checkOptions('ademamix', options, ['betas', 'alpha', 'warmupSteps', 'eps', ...descentOptions]);
  const { betas = [0.9, 0.999, 0.9999], alpha = 5, warmupSteps = 0, eps = 1e-8, ...rest } = options;
  const scale = scaleByAdemamix({ betas, alpha, warmupSteps, eps });
  return descent('ademamix', scale, { learningRate: 1e-3, decoupledWeightDecay: true, ...rest });
}
