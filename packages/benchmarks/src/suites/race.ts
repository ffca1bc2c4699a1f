import { setTimeout as rest } from 'node:timers/promises';
import { type Ready, type Refusal, refused, type Side } from '../sides/side.js';
import type { Team } from '../sides/team.js';
import type { Work } from '../work.js';

export interface RaceOptions {
  rounds: number;
  /** Seconds a round of one side lasts; one step at least. */
  seconds: number;
  /** Milliseconds between rounds, in which the other sides' worker threads stop spinning. */
  settle: number;
  /** Seconds after which a slow side has had rounds enough, two at least. */
  enough: number;
}

/** A side and what it does. */
export interface Entrant {
  name: string;
  work: Work;
}

/** Milliseconds of each step, round by round. */
export interface Times {
  rounds: number[][];
  /** Which of its ways the side took. */
  how?: string;
}

/** One measurement: every side on the same work. */
export interface Timed {
  parameters: number;
  sides: { [name: string]: Times | Refusal };
}

/** Steps that one round has at most. */
const MOST_STEPS = 100;

/** How many times as long as the others the round is that warms up. */
const WARM_UP = 5;

/**
 * Measures every entrant, rounds alternating, so that a disturbance of the machine hits all of them. The first is ours: a
 * side whose parameter count or first losses differ from its is refused, as it would not be the same work.
 */
export async function race(team: Team, entrants: readonly Entrant[], options: RaceOptions): Promise<Timed> {
  const sides: Timed['sides'] = {};
  const runners: { name: string; side: Side; times: Times; spent: number }[] = [];
  let ours: Ready | undefined;
  for (const { name, work } of entrants) {
    const side = await team.side(name);
    await rest(options.settle);
    const ready = await side.prepare(work);
    const refusal = refused(ready) ? ready : work.kind === 'copy' ? undefined : difference(ours ?? ready, ready);
    const times: Times = { rounds: [], ...('how' in ready ? { how: ready.how } : {}) };
    sides[name] = refusal ?? times;
    if (refusal || refused(ready)) continue;
    ours ??= ready;
    runners.push({ name, side, times, spent: 0 });
  }
  // Round 0 is not kept. It is longer: just-in-time compilers of every side work on for hundreds of steps.
  for (let round = 0; round <= options.rounds; round++) {
    for (const runner of runners) {
      const { name, side, times } = runner;
      if (refused(sides[name]!) || (runner.spent > options.enough && round > 2)) continue;
      await rest(options.settle);
      const longer = round === 0 ? WARM_UP : 1;
      const run = await side.run({ seconds: longer * options.seconds, steps: longer * MOST_STEPS });
      if (refused(run)) {
        sides[name] = run;
        continue;
      }
      runner.spent += run.times.reduce((a, b) => a + b) / 1000;
      if (round > 0) times.rounds.push(run.times.map(rounded));
    }
  }
  return { parameters: ours?.parameters ?? 0, sides };
}

/** Four digits are more than a time is good for. */
const rounded = (ms: number): number => Number(ms.toPrecision(4));

/** Largest relative difference of losses that still is the same work: float32, sums in another order. */
const tolerance = 1e-2;

/** Why the two did not do the same, if so. */
export function difference(ours: Ready, theirs: Ready): Refusal | undefined {
  if (theirs.parameters !== ours.parameters) {
    return { cannot: `not the same work: ${theirs.parameters} parameters, ours has ${ours.parameters}` };
  }
  const same = ours.losses.every((loss, i) => {
    const other = theirs.losses[i] ?? Number.NaN;
    return Math.abs(loss - other) <= tolerance * Math.max(Math.abs(loss), Math.abs(other));
  });
  const show = (losses: readonly number[]) => losses.map((x) => x.toPrecision(4)).join(', ');
  return same
    ? undefined
    : { cannot: `not the same work: its losses are ${show(theirs.losses)}, ours ${show(ours.losses)}` };
}
