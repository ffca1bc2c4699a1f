import { type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { SpikeError, spikeGuard } from './spike-guard.js';
import { spikeScore } from './spike-score.js';

describe('spikeScore', () => {
  test('by hand: median 3, deviation 1.4826; mean 3, deviation √2', () => {
    expect(spikeScore([1, 2, 3, 4, 5], 6, 'mad')).toBeCloseTo(3 / 1.4826, 12);
    expect(spikeScore([5, 1, 4, 2, 3], 6, 'zScore')).toBeCloseTo(3 / Math.SQRT2, 12);
    expect(spikeScore([1, 2, 3, 4], 2.5, 'mad')).toBe(0);
  });

  test('the median does not mind a spike in the history, the mean does', () => {
    const history = [1, 1.1, 0.9, 1, 50, 1.05, 0.95];
    expect(spikeScore(history, 5, 'mad')).toBeGreaterThan(20);
    expect(spikeScore(history, 5, 'zScore')).toBeLessThan(1);
  });

  test('NaN and infinity are spikes; a constant history is no reason to call everything one', () => {
    expect(spikeScore([1, 2], Number.NaN, 'mad')).toBe(Number.POSITIVE_INFINITY);
    expect(spikeScore([1, 2], Number.POSITIVE_INFINITY, 'zScore')).toBe(Number.POSITIVE_INFINITY);
    expect(spikeScore([2, 2, 2, 2], 2.001, 'mad')).toBeCloseTo(0.5, 6);
    expect(spikeScore([0, 0, 0, 0], 0, 'mad')).toBe(0);
  });
});

type State = { weight: Tensor; name: string };
const stateAt = (step: number): State => ({ weight: tensor([step, step + 0.5]), name: 'run' });
const lossAt = (step: number): number => 2 + 0.01 * Math.sin(step);

describe('spikeGuard', () => {
  test('gives back the newest good state, and how many batches to leave out', async () => {
    const guard = spikeGuard<State>({ window: 16, every: 10, skip: 5 });
    for (let step = 0; step < 37; step++) {
      const verdict = await guard.observe(step, lossAt(step), stateAt(step));
      expect(verdict.spike, `${step}`).toBe(false);
    }
    const verdict = await guard.observe(37, 9, stateAt(37));
    if (!verdict.spike) throw new Error('no spike');
    expect(verdict.score).toBeGreaterThan(8);
    expect([verdict.step, verdict.skipBatches, verdict.state.name]).toEqual([30, 12, 'run']);
    expect([...(await verdict.state.weight.data())]).toEqual([30, 30.5]);
    // It goes on from step 31, the copy used up.
    verdict.state.weight.dispose();
    expect((await guard.observe(31, lossAt(31), stateAt(31))).spike).toBe(false);
    const again = await guard.observe(32, Number.NaN, stateAt(32));
    expect(again).toMatchObject({ spike: true, score: Number.POSITIVE_INFINITY, step: 20 });
  });

  test('copies: what happens to the state afterwards does not matter', async () => {
    const guard = spikeGuard<{ weight: Tensor }>({ window: 4 });
    const weight = tensor(Float32Array.of(1, 2));
    await guard.observe(0, 1, { weight });
    (await weight.data()).fill(9);
    weight.dispose();
    const verdict = await guard.observe(1, Number.NaN, { weight: tensor([Number.NaN], { allowNonFinite: true }) });
    if (!verdict.spike) throw new Error('no spike');
    expect([...(await verdict.state.weight.data())]).toEqual([1, 2]);
  });

  test('a lag passes over the last snapshots', async () => {
    const guard = spikeGuard<State>({ window: 8, every: 4, lag: 3, snapshots: 3 });
    for (let step = 0; step < 14; step++) await guard.observe(step, lossAt(step), stateAt(step));
    expect(await guard.observe(14, 50, stateAt(14))).toMatchObject({ spike: true, step: 8, skipBatches: 6 });
  });

  test('a slow rise is no spike, and nothing is judged before the warm-up', async () => {
    const guard = spikeGuard<State>({ window: 8, warmup: 4 });
    expect((await guard.observe(0, 1, stateAt(0))).spike).toBe(false);
    expect((await guard.observe(1, 100, stateAt(1))).spike).toBe(false);
    const slow = spikeGuard<State>();
    for (let step = 0; step < 200; step++) {
      expect((await slow.observe(step, lossAt(step) + step / 100, stateAt(step))).spike).toBe(false);
    }
  });

  test('gives up after too many roll-backs, and without a state to go back to', async () => {
    const guard = spikeGuard<State>({ window: 4, maxRollbacks: 2 });
    await guard.observe(0, 1, stateAt(0));
    await guard.observe(1, Number.NaN, stateAt(1));
    await guard.observe(1, Number.NaN, stateAt(1));
    await expect(guard.observe(1, Number.NaN, stateAt(1))).rejects.toThrow(
      'spikeGuard: the loss NaN of step 1 is a spike (score Infinity) after 2 roll-backs in a row',
    );
    const empty = spikeGuard<State>();
    await expect(empty.observe(0, Number.NaN, stateAt(0))).rejects.toThrow(SpikeError);
    await expect(empty.observe(3, Number.NaN, stateAt(0))).rejects.toThrow('and there is no snapshot 0 steps older');
  });

  test('roll-backs count only while there is no calm stretch between them', async () => {
    const guard = spikeGuard<State>({ window: 4, every: 3, maxRollbacks: 1 });
    for (let step = 0; step < 40; step++) {
      const spike = step % 4 === 3;
      const verdict = await guard.observe(step, spike ? Number.NaN : lossAt(step), stateAt(step));
      expect(verdict.spike).toBe(spike);
    }
    await guard.observe(40, lossAt(40), stateAt(40));
    await expect(guard.observe(41, Number.NaN, stateAt(41))).rejects.toThrow('after 1 roll-backs in a row');
  });

  test('errors', async () => {
    expect(() => spikeGuard({ window: 3 })).toThrow('spikeGuard: window 3 must be a whole number from 4 up');
    expect(() => spikeGuard({ window: 8, warmup: 9 })).toThrow('spikeGuard: warmup 9 must be at most window 8');
    expect(() => spikeGuard({ kind: 'iqr' as 'mad' })).toThrow("kind 'iqr' is unknown; allowed: mad, zScore");
    expect(() => spikeGuard({ patience: 1 } as object)).toThrow("spikeGuard: unknown option 'patience'");
    const guard = spikeGuard<State>();
    await guard.observe(5, 1, stateAt(5));
    await expect(guard.observe(5, 1, stateAt(5))).rejects.toThrow('step 5 comes after step 5; steps must rise');
    await expect(guard.observe(6, tensor(1) as never, stateAt(5))).rejects.toThrow('loss must be a number; read it');
  });
});
