import { refused } from '../sides/side.js';
import { type Team, us } from '../sides/team.js';
import { median, ratio } from '../statistics.js';
import type { Sided } from './fresh.js';
import type { Timed } from './race.js';

export interface Context {
  team: Team;
  rounds: number;
  /** Milliseconds between rounds. */
  settle: number;
  /** Tiny sizes and short rounds, to see that everything runs. */
  quick: boolean;
  /** Optimizers at 10⁸ parameters too. */
  large: boolean;
}

/** One row of results. */
export interface Item<Result> {
  /** Names the result among those of its suite. */
  key: string;
  /** What `--only` calls it. */
  name: string;
  measure(context: Context): Promise<Result>;
  /** What to tell while running. */
  tell(result: Result): string;
}

/** `saddlepoint 3.1 ms, torch 4.0 ms (0.78), jax: reason`: in brackets ours / theirs. */
export function tellTimes({ sides }: Timed): string {
  const ours = sides[us]!;
  return tellNumbers({ sides }, (times) => {
    const compared = times === ours || refused(ours) ? '' : ` (${ratio(ours.rounds, times.rounds).ratio.toFixed(2)})`;
    return `${median(times.rounds.flat()).toPrecision(3)} ms${times.how ? ` ${times.how}` : ''}${compared}`;
  });
}

/** Each side's result as `show` tells it, or why there is none. */
export function tellNumbers<T extends object>({ sides }: Sided<T>, show: (value: T) => string): string {
  return Object.entries(sides)
    .map(([name, side]) => (refused(side) ? `${name}: ${side.cannot}` : `${name} ${show(side as T)}`))
    .join(', ');
}
