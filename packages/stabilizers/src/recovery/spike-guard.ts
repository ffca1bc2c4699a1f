import { ArgumentError, checkOptions, materialize, SaddlepointError, Tensor, tensor, tree } from '@saddlepoint/tensor';
import { count, countOrNone, positive, requireNumber, requireOneOf } from '../internal/check.js';
import { spikeScore } from './spike-score.js';

export interface SpikeGuardOptions {
  /** How many of the last losses a new one is compared with, from 4 up. Default 64. */
  window?: number;
  /** Losses needed before any can be a spike, from 4 up to `window`. Default a quarter of it. */
  warmup?: number;
  /** A loss this many deviations above the others is a spike, above 0. Default 8. */
  threshold?: number;
  /** What a deviation is: the median absolute one, or the standard one. Default mad. */
  kind?: 'mad' | 'zScore';
  /** Steps between snapshots, from 1 up. Default 100. */
  every?: number;
  /** Snapshots kept, from 1 up. Default 2. */
  snapshots?: number;
  /** A snapshot must be this many steps older than the spike: the state just before is often bad already. Default 0. */
  lag?: number;
  /** Batches to leave out after a roll-back, beginning with those since the snapshot. Default 0. */
  skip?: number;
  /** Roll-backs without a calm stretch of `every` steps in between, after which it gives up. Default 3. */
  maxRollbacks?: number;
}

/** What to do after a step. */
export type SpikeVerdict<State> =
  | { readonly spike: false; readonly score: number }
  | {
      readonly spike: true;
      readonly score: number;
      /** The state to go on from: a copy that may be donated. */
      readonly state: State;
      /** The step after which it was taken. */
      readonly step: number;
      /** How many batches to leave out: those that led to the spike, and `skip` more. */
      readonly skipBatches: number;
    };

export interface SpikeGuard<State> {
  /**
   * Looks at the loss of a step.
   *
   * @param step number of the step, rising. @param loss on the host. @param state after the step; copied now and then.
   * @throws SpikeError when there is no snapshot to go back to, or it went back too often.
   */
  observe(step: number, loss: number, state: State): Promise<SpikeVerdict<State>>;
}

/** A loss that spikes again and again, or before there is a state to go back to. */
export class SpikeError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('SPIKE', message, options);
  }
}

/**
 * Watches the loss of a training, keeps copies of its state on the host while all is calm, and on a spike (or NaN, or
 * infinity) gives back the last good one with the batches to leave out: PaLM's way over loss spikes.
 *
 * When to use: long trainings. For gradients that overflow now and then `skipNonFinite` of the optimizers is cheaper. A
 * spike is not added to the losses that others are compared with.
 *
 * @returns an observer of one training, which keeps its losses and copies.
 * @throws ArgumentError for options out of range.
 * Source: Chowdhery et al. 2022 (PaLM), arXiv:2204.02311, section 5.1.
 */
export function spikeGuard<State>(options: SpikeGuardOptions = {}): SpikeGuard<State> {
  const settings = settingsOf(options);
  const { window, warmup, threshold, kind, every, snapshots: kept, lag, skip, maxRollbacks } = settings;
  const losses: number[] = [];
  let snapshots: { step: number; state: State }[] = [];
  let rollbacks = 0;
  let calm = 0;
  let last = Number.NEGATIVE_INFINITY;

  const keep = async (step: number, state: State): Promise<void> => {
    snapshots = [...snapshots, { step, state: await copyOf(state) }].slice(-kept);
  };
  const rollBack = async (step: number, loss: number, score: number): Promise<SpikeVerdict<State>> => {
    rollbacks++;
    const said = `spikeGuard: the loss ${loss} of step ${step} is a spike (score ${score.toPrecision(3)})`;
    if (rollbacks > maxRollbacks) {
      throw new SpikeError(
        `${said} after ${maxRollbacks} roll-backs in a row; lower the learning rate or clip gradients`,
      );
    }
    // One that led here twice is not good.
    if (rollbacks > 1 && snapshots.length > 1) snapshots.pop();
    const good = snapshots.findLast((one) => one.step + lag <= step);
    if (!good)
      throw new SpikeError(`${said}, and there is no snapshot ${lag} steps older; they are made every ${every}`);
    snapshots = snapshots.filter((one) => one.step <= good.step);
    calm = 0;
    last = good.step;
    const skipBatches = step - good.step + skip;
    return { spike: true, score, state: await copyOf(good.state), step: good.step, skipBatches };
  };

  return {
    async observe(step, loss, state) {
      requireNumber('spikeGuard: observe', 'step', step, countOrNone);
      if (typeof loss !== 'number')
        throw new ArgumentError('spikeGuard: loss must be a number; read it: await loss.item()');
      if (step <= last) throw new ArgumentError(`spikeGuard: step ${step} comes after step ${last}; steps must rise`);
      last = step;
      const judged = losses.length >= warmup || !Number.isFinite(loss);
      const score = judged ? spikeScore(losses, loss, kind) : 0;
      if (score > threshold) return rollBack(step, loss, score);
      losses.push(loss);
      if (losses.length > window) losses.shift();
      calm++;
      if (calm >= every) rollbacks = 0;
      if (snapshots.length === 0 || step - snapshots.at(-1)!.step >= every) await keep(step, state);
      return { spike: false, score };
    },
  };
}

function settingsOf(options: SpikeGuardOptions): Required<SpikeGuardOptions> {
  const owner = 'spikeGuard';
  checkOptions(owner, options, [
    'window',
    'warmup',
    'threshold',
    'kind',
    'every',
    'snapshots',
    'lag',
    'skip',
    'maxRollbacks',
  ]);
  const enough = { text: 'a whole number from 4 up', test: (x: number) => Number.isSafeInteger(x) && x >= 4 };
  const window = requireNumber(owner, 'window', options.window ?? 64, enough);
  const warmup = requireNumber(owner, 'warmup', options.warmup ?? Math.max(4, Math.floor(window / 4)), enough);
  if (warmup > window) throw new ArgumentError(`${owner}: warmup ${warmup} must be at most window ${window}`);
  return {
    window,
    warmup,
    threshold: requireNumber(owner, 'threshold', options.threshold ?? 8, positive),
    kind: requireOneOf(owner, 'kind', options.kind ?? 'mad', ['mad', 'zScore']),
    every: requireNumber(owner, 'every', options.every ?? 100, count),
    snapshots: requireNumber(owner, 'snapshots', options.snapshots ?? 2, count),
    lag: requireNumber(owner, 'lag', options.lag ?? 0, countOrNone),
    skip: requireNumber(owner, 'skip', options.skip ?? 0, countOrNone),
    maxRollbacks: requireNumber(owner, 'maxRollbacks', options.maxRollbacks ?? 3, count),
  };
}

/** The tree with tensors of its own on the host; leaves that are none as they are. */
async function copyOf<State>(state: State): Promise<State> {
  await materialize(tree.map(state, (leaf) => ((leaf as unknown) instanceof Tensor ? leaf : undefined)));
  const copies = new Map<string, Tensor>();
  for (const { path, leaf } of tree.flatten(state) as { path: string; leaf: unknown }[]) {
    if (!(leaf instanceof Tensor)) continue;
    const { shape, dtype } = leaf;
    copies.set(path, tensor(await leaf.data(), { shape, dtype, allowNonFinite: true }));
  }
  return tree.map(state, (leaf, path) => copies.get(path) ?? leaf) as State;
}
