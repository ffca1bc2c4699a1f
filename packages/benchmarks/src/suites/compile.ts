import { median } from '../statistics.js';
import { must, onEach, type Sided, trainedNets } from './fresh.js';
import { type Context, type Item, tellNumbers } from './suite.js';

/** Milliseconds in a process that has run nothing yet. */
export interface Compiling {
  /** From the function to the first result, one number a process. */
  first: number[];
  /** A later step, for comparison. */
  step: number;
}

/** What the first training step takes beyond an ordinary one: trace, compile, load. */
export const compiling = ({ first, step }: Compiling): number => Math.max(0, median(first) - step);

/** Processes started for one number; a side this slow (in milliseconds) gets one. */
const processes = 3;
const slow = 5_000;

/** The time until training starts, in processes of their own. */
export function compileTimes({ quick }: Pick<Context, 'quick'>): Item<Sided<Compiling>>[] {
  return trainedNets(quick).map(({ name, net }) => ({
    key: name,
    name,
    measure: ({ team }) =>
      onEach(team, 'compile', async (start) => {
        const first: number[] = [];
        let step = Number.NaN;
        do {
          const side = await start();
          first.push(must(await side.prepare({ kind: 'step', mode: 'train', cold: true, ...net })).first);
          step = median(must(await side.run({ steps: 5 })).times);
        } while (!quick && first.length < processes && first[0]! < slow);
        return { first, step };
      }),
    tell: (result) => tellNumbers(result, (c) => `${compiling(c).toFixed(0)} ms`),
  }));
}
