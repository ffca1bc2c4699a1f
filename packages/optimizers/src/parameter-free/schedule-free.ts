import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  scalar,
  sub,
  type Tensor,
  where,
  zeros,
} from '@saddlepoint/tensor';
import { scaleByRms } from '../adaptive/rmsprop.js';
import type { AddDecayedWeightsOptions } from '../add-decayed-weights.js';
import { alias } from '../chain.js';
import { requireBetas, requireCount, requireDecay, requireNonNegative } from '../internal/check.js';
import { decay } from '../internal/descent.js';
import { castNumbers, eachLeaf } from '../internal/leafwise.js';
import { rateTensorOf, requireRate } from '../internal/learning-rate.js';
import { numberOf, stateOf, stepOf, zerosOf, zipTensors } from '../internal/trees.js';
import type { OptimizerState, Transform } from '../transform.js';

export interface ScaleByScheduleFreeOptions {
  /** η, from 0 up. Default 1. */
  learningRate?: number;
  /** β: where between z and x the gradient is taken, above 0 and below 1. Default 0.9. */
  momentum?: number;
  /** Steps over which the rate rises from 0 in a line. Default 0. */
  warmupSteps?: number;
  /** r: a step's weight in the average grows with t to this power, from 0 up. Default 0. */
  averagePower?: number;
  /** p: a step's weight grows with the largest rate so far to this power, from 0 up. Default 2. */
  ratePower?: number;
}

/** An optimizer that trains at one point and is evaluated at another. */
export interface ScheduleFree extends Transform {
  /**
   * The parameters to evaluate and to save (x), from those that are trained (y). Statistics of batch normalisation must
   * be taken anew for them. `state` is this optimizer's own: `state.scheduleFreeAdamw` of a chain that ends in one.
   */
  evalParams<P>(params: P, state: OptimizerState): P;
}

/**
 * The last link of a descent without a schedule: z takes the steps, z ← z − ηd, its average x is evaluated,
 * x ← x + c(z − x) with c = w / Σw and w = tʳ · η_maxᵖ, and gradients are taken between, at y = βx + (1 − β)z.
 *
 * The parameters are y. The state holds z − y, and x = y − (z − y)(1 − β) / β: {@link ScheduleFree.evalParams}.
 * `extras.momentum` is ignored: with another β than the step before, x could not be recovered from y and z.
 * State: `step`, `weightSum` (Σw), `rateMax`, `offset` (z − y).
 *
 * @throws ArgumentError for options out of range.
 * Source: Defazio et al., "The road less scheduled" (2024), arXiv:2405.15682.
 */
export function scaleByScheduleFree(options: ScaleByScheduleFreeOptions = {}): ScheduleFree {
  return scheduleFreeLink('scaleByScheduleFree', options);
}

const names = ['learningRate', 'momentum', 'warmupSteps', 'averagePower', 'ratePower'] as const;

function scheduleFreeLink(owner: string, options: ScaleByScheduleFreeOptions): ScheduleFree {
  checkOptions(owner, options, names);
  const { learningRate = 1, averagePower = 0, ratePower = 2 } = options;
  const beta = requireDecay(owner, 'momentum', options.momentum ?? 0.9);
  if (beta === 0) throw new ArgumentError(`${owner}: momentum 0 must be above 0: the average could not be recovered`);
  const warmup = requireCount(owner, 'warmupSteps', options.warmupSteps ?? 0);
  requireRate(owner, learningRate);
  requireNonNegative(owner, 'averagePower', averagePower);
  requireNonNegative(owner, 'ratePower', ratePower);
  return {
    name: 'scheduleFree',
    init(params) {
      const number = () => scalar(0, 'float32');
      const offset = zerosOf(`${owner}: params`, params);
      return { step: zeros([], 'int32'), weightSum: number(), rateMax: number(), offset };
    },
    update(grads, state, _params, extras) {
      const step = add(stepOf(owner, state), 1);
      const time = cast(step, 'float32');
      const full = rateTensorOf(owner, extras, learningRate);
      const rate = warmup === 0 ? full : mul(full, minimum(mul(time, 1 / warmup), 1));
      const rateMax = maximum(numberOf(owner, state, 'rateMax'), rate);
      const weight = mul(pow(time, averagePower), pow(rateMax, ratePower));
      const weightSum = add(numberOf(owner, state, 'weightSum'), weight);
      const c = where(greater(weightSum, 0), div(weight, weightSum), 0);
      const kept = sub(1, c);
      // y + c(z − y) + η(β(1 − c) − 1)d, and z − ηd minus that.
      const numbers = { c, kept, ahead: mul(rate, sub(mul(kept, beta), 1)), back: neg(mul(rate, beta)) };
      const next = eachLeaf(owner, ['offset'], grads, state, (d, { offset }) => {
        const own = castNumbers(numbers, d);
        const update = add(mul(offset, own.c), mul(d, own.ahead));
        return { update, offset: mul(add(offset, mul(d, own.back)), own.kept) };
      });
      return { updates: next.updates, state: { step, weightSum, rateMax, ...next.state } };
    },
    evalParams(params, state) {
      const offset = stateOf(owner, state, 'offset');
      const average = (y: Tensor, o: Tensor) => sub(y, mul(o, (1 - beta) / beta));
      return zipTensors(owner, params, offset, average, ['params', 'state.offset']);
    },
  };
}

/** A chain that ends in a schedule-free link. */
function scheduleFree(name: string, links: readonly Transform[], last: ScheduleFree): ScheduleFree {
  return {
    ...alias(name, ...links, last),
    evalParams(params, state) {
      const remedy = `within a chain or wrapper, give the part of the state that is its own: state.${name}`;
      return last.evalParams(params, stateOf(`${name}: evalParams`, state, last.name, remedy) as OptimizerState);
    },
  };
}

export interface ScheduleFreeSgdOptions extends ScaleByScheduleFreeOptions {
  /** λ, added to the gradient at y as λy. From 0 up. Default 0. */
  weightDecay?: number;
  /** Which parameters decay. Default all. */
  mask?: AddDecayedWeightsOptions['mask'];
}

/**
 * Schedule-free SGD: the official `SGDScheduleFree` and its defaults: learningRate 1, momentum 0.9, no warm-up.
 *
 * No end of the training has to be known beforehand. Evaluate and save `evalParams(params, state)`, not the parameters.
 * Moves 20 bytes a parameter: reads g, z − y, y; writes z − y, y.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Defazio et al., "The road less scheduled" (2024), arXiv:2405.15682.
 */
export function scheduleFreeSgd(options: ScheduleFreeSgdOptions = {}): ScheduleFree {
  checkOptions('scheduleFreeSgd', options, [...names, 'weightDecay', 'mask']);
  const { weightDecay = 0, mask, ...rest } = options;
  return scheduleFree('scheduleFreeSgd', decay(weightDecay, mask), scheduleFreeLink('scheduleFreeSgd', rest));
}

export interface ScheduleFreeAdamwOptions extends Omit<ScheduleFreeSgdOptions, 'momentum'> {
  /** β of the averaging, above 0, and decay of the running mean of g². Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator, from 0 up. Default 1e-8. */
  eps?: number;
}

/**
 * Schedule-free AdamW: the official `AdamWScheduleFree` and its defaults: learningRate 2.5e-3, betas [0.9, 0.999],
 * eps 1e-8, weightDecay 0, no warm-up.
 *
 * Takes rates 1 to 10 times those of AdamW with a schedule, and wants a warm-up. Evaluate and save
 * `evalParams(params, state)`, not the parameters.
 * Moves 28 bytes a parameter: reads g, v, z − y, y; writes v, z − y, y.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Defazio et al., "The road less scheduled" (2024), arXiv:2405.15682.
 */
export function scheduleFreeAdamw(options: ScheduleFreeAdamwOptions = {}): ScheduleFree {
  const own = names.filter((name) => name !== 'momentum');
  checkOptions('scheduleFreeAdamw', options, [...own, 'weightDecay', 'mask', 'betas', 'eps']);
  const { betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0, mask, learningRate = 2.5e-3, ...rest } = options;
  requireBetas('scheduleFreeAdamw', betas, 2);
  const scale = scaleByRms({ decay: betas[1], eps, biasCorrection: true });
  const last = scheduleFreeLink('scheduleFreeAdamw', { ...rest, learningRate, momentum: betas[0] });
  return scheduleFree('scheduleFreeAdamw', [scale, ...decay(weightDecay, mask)], last);
}
