import {
  add,
  div,
  equal,
  exp,
  greater,
  less,
  log,
  maximum,
  mul,
  neg,
  sqrt,
  square,
  stopGradient,
  sub,
  type Tensor,
  tanh,
  where,
} from '@saddlepoint/tensor';
import {
  positive,
  positiveFraction,
  requireAlike,
  requireNumber,
  requireParts,
  requireValues,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { meanPerSample, perSampleFactor, requireAlphaBar } from './targets.js';

/** One step of a learned-variance diffusion model on a batch. */
export interface LearnedVarianceStep {
  /** Data from −1 to 1, noise, and what the network says: ε and v of the variance, −1 … 1. All [batch, ...]. */
  x0: Tensor;
  noise: Tensor;
  predictedNoise: Tensor;
  varianceMix: Tensor;
  /** ᾱ_t, ᾱ_{t−1} (1 at the first step), and log β̃_t (at the first step that of the second), each [batch]. */
  alphaBar: Tensor;
  previousAlphaBar: Tensor;
  posteriorLogVariance: Tensor;
}

export interface HybridDiffusionOptions extends LossOptions {
  /** Number of diffusion steps T, > 0; the bound is multiplied by T / 1000. Default 1000. */
  steps?: number;
}

/**
 * L_simple + T / 1000 · L_vb: the squared error of ε plus the variational bound of this step in bits a value, one
 * number a sample. In the bound the mean has no gradient, so that it trains the variance alone, exp(w log β + (1 − w)
 * log β̃) with w = (v + 1) / 2. At the first step the bound is the likelihood of 8-bit values, as everywhere in the
 * reference with Φ by a tanh.
 *
 * When to use: likelihoods, and sampling in few steps.
 *
 * @param step tensors [batch, ...] of one shape, and noise levels [batch].
 * @throws ShapeError, DTypeError; ArgumentError for steps ≤ 0, and for noise levels known to be 0 or more than 1.
 * Source: Nichol, Dhariwal 2021, arXiv:2102.09672, and its code (improved-diffusion).
 */
export function hybridDiffusion(step: LearnedVarianceStep, options: HybridDiffusionOptions = {}): Tensor {
  checkLossOptions('hybridDiffusion', options, ['steps']);
  const { steps = 1000, ...rest } = options;
  requireParts('hybridDiffusion', step, 'x0, noise, predictedNoise, varianceMix, alphaBar, …');
  const { x0, noise, predictedNoise, varianceMix } = step;
  requireAlike('hybridDiffusion', { x0, noise, predictedNoise, varianceMix });
  requireNumber('hybridDiffusion', 'steps', steps, positive);
  const simple = meanPerSample(square(sub(predictedNoise, noise)));
  return finish('hybridDiffusion', add(simple, mul(bound(step), steps / 1000)), rest);
}

function bound(step: LearnedVarianceStep): Tensor {
  const { x0, noise } = step;
  const factor = (name: 'alphaBar' | 'previousAlphaBar' | 'posteriorLogVariance') => {
    requireFloats('hybridDiffusion', { x0, [name]: step[name] });
    return perSampleFactor('hybridDiffusion', name, step[name], x0);
  };
  const [a, previous, posterior] = [factor('alphaBar'), factor('previousAlphaBar'), factor('posteriorLogVariance')];
  // Neither pure noise, of which ε says nothing, nor none.
  for (const kind of ['epsilon', 'score'] as const) requireAlphaBar('hybridDiffusion', kind, step.alphaBar);
  requireValues('hybridDiffusion', 'previousAlphaBar', step.previousAlphaBar, positiveFraction);
  const alpha = div(a, previous);
  const beta = sub(1, alpha);
  const rest = sub(1, a);
  const xt = add(mul(sqrt(a), x0), mul(sqrt(rest), noise));
  const meanOf = (start: Tensor) => {
    const fromStart = mul(div(mul(beta, sqrt(previous)), rest), start);
    return add(fromStart, mul(div(mul(sub(1, previous), sqrt(alpha)), rest), xt));
  };
  const guess = div(sub(xt, mul(sqrt(rest), stopGradient(step.predictedNoise))), sqrt(a));
  const [truth, model] = [meanOf(x0), meanOf(guess)];
  const mix = mul(add(step.varianceMix, 1), 0.5);
  const logVariance = add(mul(mix, log(beta)), mul(sub(1, mix), posterior));
  const kl = gaussianPairKl(truth, posterior, model, logVariance);
  const bits = where(equal(previous, 1), discretizedGaussianNll(x0, model, mul(logVariance, 0.5)), kl);
  return mul(meanPerSample(bits), 1 / Math.LN2);
}

/** KL(N(m, e^v) ‖ N(n, e^w)). */
function gaussianPairKl(m: Tensor, v: Tensor, n: Tensor, w: Tensor): Tensor {
  const apart = mul(square(sub(m, n)), exp(neg(w)));
  return mul(add(sub(add(sub(w, v), exp(sub(v, w))), 1), apart), 0.5);
}

/** −log of the probability of an 8-bit value, scaled to −1 … 1. */
function discretizedGaussianNll(x: Tensor, mean: Tensor, logScale: Tensor): Tensor {
  const inverse = exp(neg(logScale));
  const cdf = (shift: number) => normalCdf(mul(add(sub(x, mean), shift), inverse));
  const [above, below] = [cdf(1 / 255), cdf(-1 / 255)];
  const safeLog = (p: Tensor) => log(maximum(p, 1e-12));
  const outer = where(
    less(x, -0.999),
    safeLog(above),
    safeLog(where(greater(x, 0.999), sub(1, below), sub(above, below))),
  );
  return neg(outer);
}

/** Φ(x) ≈ ½ (1 + tanh(√(2/π) (x + 0.044715 x³))), as in the reference. */
function normalCdf(x: Tensor): Tensor {
  const cubic = add(x, mul(mul(square(x), x), 0.044715));
  return mul(add(tanh(mul(cubic, Math.sqrt(2 / Math.PI))), 1), 0.5);
}
