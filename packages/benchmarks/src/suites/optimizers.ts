import { optimizers, updateBytes } from '../optimizers.js';
import { copy } from '../sides/team.js';
import { matrices, type Work } from '../work.js';
import { race, type Timed } from './race.js';
import { type Context, type Item, tellTimes } from './suite.js';

/** Ten matrices of these shapes have as many parameters as the key says. */
const sizes: { readonly [parameters: string]: readonly [number, number] } = {
  '1e5': [100, 100],
  '1e6': [250, 400],
  '1e7': [1000, 1000],
};
const largeSizes = { ...sizes, '1e8': [2500, 4000] as const };
const quickSizes: typeof sizes = { '1e3': [10, 10] };

/** The update of every optimizer alone, against other libraries and a copy of memory. */
export function updates({ quick, large }: Pick<Context, 'quick' | 'large'>): Item<Timed>[] {
  const chosen = Object.entries(quick ? quickSizes : large ? largeSizes : sizes);
  return Object.entries(optimizers).flatMap(([name, row]) =>
    chosen.map(([size, matrix]) => {
      const { torch, optax } = row;
      const update: Work = {
        kind: 'update',
        optimizer: name,
        ...(torch && { torch }),
        ...(optax && { optax }),
        matrix,
      };
      return {
        key: `${name}/${size}`,
        name,
        measure: ({ team, rounds, settle }) => {
          const shapes = Array.from({ length: matrices }, () => matrix);
          const copying: Work = { kind: 'copy', bytes: updateBytes(row, shapes) };
          return race(
            team,
            team.names('optimizers').map((side) => ({ name: side, work: side === copy ? copying : update })),
            { rounds: Math.max(2, Math.ceil(rounds / 2)), settle: settle / 4, seconds: quick ? 0 : 0.1, enough: 2 },
          );
        },
        tell: tellTimes,
      };
    }),
  );
}
