import { quickWorks, works } from '../works.js';
import { race, type Timed } from './race.js';
import { type Context, type Item, tellTimes } from './suite.js';

/** Whole steps of each network: forward and backward, and with AdamW. */
export function steps({ quick }: Pick<Context, 'quick'>): Item<Timed>[] {
  return Object.entries(quick ? quickWorks : works).flatMap(([name, { modes, title: _, ...net }]) =>
    modes.map((mode) => ({
      key: `${name}/${mode}`,
      name,
      measure: ({ team, rounds, settle }) =>
        race(
          team,
          team.names('steps', mode).map((side) => ({ name: side, work: { kind: 'step', mode, ...net } })),
          { rounds, settle, seconds: quick ? 0 : 0.3, enough: 5 },
        ),
      tell: tellTimes,
    })),
  );
}
