import {
  add,
  argmin,
  checkOptions,
  div,
  expandDims,
  gather,
  lerp,
  matmul,
  mean,
  mul,
  oneHot,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from '@saddlepoint/tensor';
import {
  fraction,
  nonNegative,
  positive,
  requireAlike,
  requireFlags,
  requireNumber,
  requireParts,
  requireRank,
  requireSameFeatures,
  requireShape,
} from '../internal/checks.js';
import { requireFloats } from '../internal/floats.js';
import { requireClasses, requireInt32 } from '../internal/labels.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

/**
 * The nearest code of each latent, by squared distance; gradients pass through to the latents as if nothing had
 * happened.
 *
 * When to use: discrete latents (VQ-VAE), with {@link vqLoss}.
 *
 * @param latents [n, features] @param codebook [codes, features].
 * @returns `quantized` for the decoder; `codes` themselves, for `vqLoss`; int32 `indices` [n].
 * @throws ShapeError, DTypeError. Source: van den Oord et al. 2017, arXiv:1711.00937.
 */
export function quantize(latents: Tensor, codebook: Tensor): { quantized: Tensor; codes: Tensor; indices: Tensor } {
  requireFloats('quantize', { latents, codebook });
  requireRank('quantize', 'latents', latents, 'n, features');
  requireRank('quantize', 'codebook', codebook, 'codes, features');
  requireSameFeatures('quantize', { latents, codes: codebook });
  // |z|² is the same for every code.
  const apart = sub(expandDims(sum(square(codebook), 1), 0), mul(matmul(latents, codebook, { transposeB: true }), 2));
  const indices = argmin(stopGradient(apart), 1);
  const codes = gather(codebook, indices, 0);
  return { quantized: add(latents, stopGradient(sub(codes, latents))), codes, indices };
}

export interface VqLossOptions extends LossOptions {
  /** Weight ≥ 0 of the commitment. Default 0.25. */
  beta?: number;
  /** Leave out the codebook's part, when `updateCodebook` moves it. Default false. */
  commitmentOnly?: boolean;
}

/**
 * VQ-VAE: mean over features of (sg[z] − e)² + β (z − sg[e])², one number a latent: codes go to latents, latents stay
 * near codes.
 *
 * When to use: with {@link quantize}; codes that are never chosen do not learn, whatever β is.
 *
 * @param latents z @param codes e as of {@link quantize}, [n, features].
 * @throws ShapeError, DTypeError; ArgumentError for a negative beta. Source: van den Oord et al. 2017,
 *   arXiv:1711.00937.
 */
export function vqLoss(latents: Tensor, codes: Tensor, options: VqLossOptions = {}): Tensor {
  checkLossOptions('vqLoss', options, ['beta', 'commitmentOnly']);
  const { beta = 0.25, commitmentOnly = false } = options;
  requireAlike('vqLoss', { latents, codes });
  requireRank('vqLoss', 'latents', latents, 'n, features');
  requireFlags('vqLoss', { commitmentOnly });
  requireNumber('vqLoss', 'beta', beta, nonNegative);
  const commitment = mul(mean(square(sub(latents, stopGradient(codes))), 1), beta);
  const losses = commitmentOnly ? commitment : add(mean(square(sub(stopGradient(latents), codes)), 1), commitment);
  return finish('vqLoss', losses, options);
}

/** A codebook that follows its latents: how many came to each code and their sums, both running means. */
export interface CodebookState {
  codebook: Tensor;
  /** [codes] */
  counts: Tensor;
  /** [codes, features] */
  sums: Tensor;
}

export interface UpdateCodebookOptions {
  /** From 0 to 1. Default 0.99. */
  decay?: number;
  /** Keeps codes that nobody uses finite, > 0. Default 1e-5. */
  eps?: number;
}

/**
 * Moves each code to the running mean of its latents, in place of the codebook's loss. Counts are smoothed by ε as in
 * Sonnet: (n + ε) / (N + codes · ε) · N.
 *
 * When to use: in place of the codebook term of {@link vqLoss} (`commitmentOnly`): settles faster, and has no rate of
 * its own.
 *
 * @param state start with the codebook itself as sums and ones as counts @param latents [n, features] @param indices
 *   int32 [n].
 * @throws ShapeError, DTypeError; ArgumentError for options out of range, and an index out of range where it is known
 *   (elsewhere it counts for no code).
 * Source: van den Oord et al. 2017, arXiv:1711.00937, appendix A.1.
 */
export function updateCodebook(
  state: CodebookState,
  latents: Tensor,
  indices: Tensor,
  options: UpdateCodebookOptions = {},
): CodebookState {
  checkOptions('updateCodebook', options, ['decay', 'eps']);
  const { decay = 0.99, eps = 1e-5 } = options;
  requireParts('updateCodebook', state, 'codebook, counts, sums');
  requireMembers(state, latents, indices);
  requireNumber('updateCodebook', 'decay', decay, fraction);
  requireNumber('updateCodebook', 'eps', eps, positive);
  const codes = state.codebook.shape[0]!;
  requireClasses('updateCodebook', 'indices', indices, codes, null);
  const members = oneHot(indices, codes, -1, latents.dtype);
  const counts = lerp(state.counts, sum(members, 0), 1 - decay);
  const sums = lerp(state.sums, matmul(members, latents, { transposeA: true }), 1 - decay);
  const all = sum(counts);
  const smooth = mul(div(add(counts, eps), add(all, codes * eps)), all);
  return { codebook: div(sums, expandDims(smooth, 1)), counts, sums };
}

/** @throws ArgumentError, DTypeError or ShapeError unless the parts of an update fit each other. */
function requireMembers({ codebook, counts, sums }: CodebookState, latents: Tensor, indices: Tensor): void {
  const owner = 'updateCodebook';
  requireAlike(owner, { codebook, sums });
  requireFloats(owner, { codebook, counts, latents });
  requireRank(owner, 'codebook', codebook, 'codes, features');
  requireRank(owner, 'latents', latents, 'n, features');
  requireInt32(owner, 'indices', indices);
  requireSameFeatures(owner, { latents, codes: codebook });
  requireShape(owner, 'counts', counts, codebook.shape.slice(0, 1));
  requireShape(owner, 'indices', indices, latents.shape.slice(0, 1));
}
