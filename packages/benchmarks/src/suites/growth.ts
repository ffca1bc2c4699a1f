import { curves, quickCurves } from '../curves.js';
import { race, type Timed } from './race.js';
import { type Context, type Item, tellTimes } from './suite.js';

/** Training steps at growing sizes. */
export function growth({ quick }: Pick<Context, 'quick'>): Item<Timed>[] {
  return Object.entries(quick ? quickCurves : curves).flatMap(([name, { points, at }]) =>
    points.map((x) => ({
      key: `${name}/${x}`,
      name,
      measure: ({ team, rounds, settle }) =>
        race(
          team,
          team.names('growth').map((side) => ({ name: side, work: { kind: 'step', mode: 'train', ...at(x) } })),
          { rounds: Math.max(2, Math.ceil(rounds / 2)), settle, seconds: quick ? 0 : 0.3, enough: 4 },
        ),
      tell: tellTimes,
    })),
  );
}
