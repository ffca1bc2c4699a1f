import { ArgumentError, NonFiniteError } from '@saddlepoint/tensor';
import { requireCount, requireNonNegative, requireOneOf, requireOptions, requirePositive } from '../internal/check.js';

export interface ReduceOnPlateauOptions {
  /** The first rate, above 0. */
  learningRate: number;
  /** Whether a smaller or a larger metric is better. Default 'min'. */
  mode?: 'min' | 'max';
  /** What the rate is multiplied by, between 0 and 1. Default 0.1. */
  factor?: number;
  /** Reports without improvement that are put up with; one more reduces the rate. Default 10. */
  patience?: number;
  /** How much better than the best counts as an improvement, from 0 up. Default 1e-4. */
  threshold?: number;
  /** Whether the threshold is a part of the best, or a difference from it. Default 'relative'. */
  thresholdMode?: 'relative' | 'absolute';
  /** Reports after a reduction that do not count. Default 0. */
  cooldown?: number;
  /** The rate is not reduced below this, from 0 up. Default 0. */
  minLearningRate?: number;
  /** A reduction by less than this is not made, from 0 up. Default 1e-8. */
  eps?: number;
}

/** Plain numbers, to keep in a checkpoint. */
export interface PlateauState {
  readonly learningRate: number;
  /** The best metric so far; null before the first. */
  readonly best: number | null;
  /** Reports in a row without improvement. */
  readonly bad: number;
  /** Reports that still do not count. */
  readonly cooldown: number;
}

export interface Plateau {
  init(): PlateauState;
  /** The state after a metric, such as a validation loss, was measured; its `learningRate` is the one to use. */
  update(state: PlateauState, metric: number): PlateauState;
}

/**
 * Reduces the learning rate when a metric stops improving: `torch.optim.lr_scheduler.ReduceLROnPlateau`, its defaults
 * included. Report once an epoch, or at any other steady pace; it runs on the host.
 *
 * @throws ArgumentError for options out of range; NonFiniteError for a metric that is NaN.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): Plateau {
  const owner = 'reduceOnPlateau';
  const known = ['learningRate', 'mode', 'factor', 'patience', 'threshold', 'thresholdMode', 'cooldown'];
  requireOptions(owner, options, [...known, 'minLearningRate', 'eps']);
  const learningRate = requirePositive(owner, 'learningRate', options.learningRate);
  const mode = requireOneOf(owner, 'mode', options.mode ?? 'min', ['min', 'max']);
  const patience = requireCount(owner, 'patience', options.patience ?? 10);
  const threshold = requireNonNegative(owner, 'threshold', options.threshold ?? 1e-4);
  const thresholdMode = requireOneOf(owner, 'thresholdMode', options.thresholdMode ?? 'relative', [
    'relative',
    'absolute',
  ]);
  const pause = requireCount(owner, 'cooldown', options.cooldown ?? 0);
  const lowest = requireNonNegative(owner, 'minLearningRate', options.minLearningRate ?? 0);
  const eps = requireNonNegative(owner, 'eps', options.eps ?? 1e-8);
  const { factor = 0.1 } = options;
  if (!(factor > 0 && factor < 1)) throw new ArgumentError(`${owner}: factor ${factor} must be between 0 and 1`);

  const sign = mode === 'min' ? -1 : 1;
  const isBetter = (metric: number, best: number): boolean => {
    const target = thresholdMode === 'relative' ? best * (1 + sign * threshold) : best + sign * threshold;
    return sign * metric > sign * target;
  };
  const reduced = (rate: number): number => {
    const next = Math.max(rate * factor, lowest);
    return rate - next > eps ? next : rate;
  };
  return {
    init: () => ({ learningRate, best: null, bad: 0, cooldown: 0 }),
    update(state, metric) {
      if (Number.isNaN(metric)) throw new NonFiniteError(`${owner}: the metric is NaN; the training has diverged`);
      const improved = state.best === null || isBetter(metric, state.best);
      const best = improved ? metric : state.best;
      const resting = state.cooldown > 0;
      const bad = improved || resting ? 0 : state.bad + 1;
      if (bad <= patience) return { ...state, best, bad, cooldown: resting ? state.cooldown - 1 : 0 };
      return { learningRate: reduced(state.learningRate), best, bad: 0, cooldown: pause };
    },
  };
}
