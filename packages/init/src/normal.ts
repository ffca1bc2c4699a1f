import { checkOptions, normal as normalTensor } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requireFinite, requirePositive } from './internal/check.js';

export interface NormalOptions {
  /** Default 0. */
  mean?: number;
  /** Standard deviation, above 0. Default 1. */
  std?: number;
}

/**
 * N(mean, std²), whatever the shape: embeddings (std 1 in PyTorch), GPT-2's weights (std 0.02). For weights whose scale
 * should follow their fans take {@link kaimingNormal} or {@link xavierNormal}.
 *
 * @throws ArgumentError for a mean that is not finite or a std that is not above 0.
 */
export function normal(options: NormalOptions = {}): Initializer {
  checkOptions('normal', options, ['mean', 'std']);
  const mean = requireFinite('normal', 'mean', options.mean ?? 0);
  const std = requirePositive('normal', 'std', options.std ?? 1);
  return (key, shape) => normalTensor(key, shape, { mean, std });
}
