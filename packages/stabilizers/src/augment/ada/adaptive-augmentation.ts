import { checkOptions, NonFiniteError } from '@saddlepoint/tensor';
import {
  type Allowed,
  count,
  countOrNone,
  fraction,
  positive,
  requireNumber,
  requireParts,
} from '../../internal/check.js';

export interface AdaptiveAugmentationOptions {
  /** What r_t is held at, from 0 to 1. Default 0.6. */
  target?: number;
  /** Real images in which p may go from 0 to 1, above 0. Default 500 000. */
  speed?: number;
  /** Steps between adjustments, from 1 up. Default 4. */
  interval?: number;
  /** The first p, from 0 to 1. Default 0. */
  start?: number;
}

/** Plain numbers, to keep in a checkpoint. */
export interface AdaptiveAugmentationState {
  /** p, for `adaAugment`. */
  readonly probability: number;
  /** r_t of the last adjustment: 0 when the discriminator guesses, 1 when it overfits; null before the first. */
  readonly overfitting: number | null;
  /** Steps, images and the sum of their signs since. */
  readonly steps: number;
  readonly images: number;
  readonly signs: number;
}

export interface AdaptiveAugmentation {
  init(): AdaptiveAugmentationState;
  /**
   * The state after a step of the discriminator.
   *
   * @param meanSign the mean of sign(D(x)) over its real images, D in logits: `mean(sign(scores))`, read to the host.
   * @param images how many real images that were.
   */
  update(state: AdaptiveAugmentationState, meanSign: number, images: number): AdaptiveAugmentationState;
}

/**
 * Adaptive discriminator augmentation: raises p while r_t = E[sign(D(real))] is above the target and lowers it while below, by
 * images / speed each interval. Runs on the host; p is an input of the step.
 *
 * When to use: with {@link adaAugment}, for a p that fits the amount of data by itself. p stays from 0 to 1 (the original
 * lets it pass 1, where nothing changes any more).
 *
 * @returns `init` and `update` of a state of plain numbers.
 * @throws ArgumentError for options, a state or a mean sign out of range; NonFiniteError for one that is NaN.
 * Source: Karras et al. 2020, arXiv:2006.06676.
 */
export function adaptiveAugmentation(options: AdaptiveAugmentationOptions = {}): AdaptiveAugmentation {
  const owner = 'adaptiveAugmentation';
  checkOptions(owner, options, ['target', 'speed', 'interval', 'start']);
  const target = requireNumber(owner, 'target', options.target ?? 0.6, fraction);
  const speed = requireNumber(owner, 'speed', options.speed ?? 500_000, positive);
  const interval = requireNumber(owner, 'interval', options.interval ?? 4, count);
  const start = requireNumber(owner, 'start', options.start ?? 0, fraction);
  return {
    init: () => ({ probability: start, overfitting: null, steps: 0, images: 0, signs: 0 }),
    update(state, meanSign, images) {
      requireState(owner, state);
      if (Number.isNaN(meanSign)) throw new NonFiniteError(`${owner}: the mean sign is NaN; the scores have diverged`);
      requireNumber(owner, 'meanSign', meanSign, meanOfSigns);
      requireNumber(owner, 'images', images, count);
      const [steps, seen, signs] = [state.steps + 1, state.images + images, state.signs + meanSign * images];
      if (steps < interval) return { ...state, steps, images: seen, signs };
      const overfitting = signs / seen;
      const moved = state.probability + (Math.sign(overfitting - target) * seen) / speed;
      return { probability: Math.min(1, Math.max(0, moved)), overfitting, steps: 0, images: 0, signs: 0 };
    },
  };
}

const meanOfSigns: Allowed = { text: 'from −1 to 1: the mean of sign(scores)', test: (x) => x >= -1 && x <= 1 };

/** @throws ArgumentError for what {@link AdaptiveAugmentation.init} cannot have made. */
function requireState(owner: string, state: AdaptiveAugmentationState): void {
  requireParts(owner, state, 'probability, overfitting, steps, images, signs');
  requireNumber(owner, 'state.probability', state.probability, fraction);
  requireNumber(owner, 'state.steps', state.steps, countOrNone);
  requireNumber(owner, 'state.images', state.images, countOrNone);
  requireNumber(owner, 'state.signs', state.signs, { text: 'a finite number', test: Number.isFinite });
}
