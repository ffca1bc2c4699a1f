import type { Work } from '../work.js';
import { must, onEach, type Sided, trainedNets } from './fresh.js';
import { type Context, type Item, tellNumbers } from './suite.js';

/** Bytes of a process that has done nothing but one work. */
export interface Footprint {
  /** With the library loaded and nothing prepared. */
  idle: number;
  /** The most it ever held. */
  peak: number;
}

/** Bytes after some training steps and after many. */
export interface Steadiness {
  early: number;
  late: number;
}

const small: Work = { kind: 'step', mode: 'train', net: 'mlp', size: { widths: [64, 64, 10], batch: 16 } };

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Peak memory of training steps, each in a process of its own. */
export function footprints({ quick }: Pick<Context, 'quick'>): Item<Sided<Footprint>>[] {
  return trainedNets(quick).map(({ name, net }) => ({
    key: name,
    name,
    measure: ({ team }) =>
      onEach(team, 'memory', async (start) => {
        const side = await start();
        const idle = must(await side.memory()).now;
        must(await side.prepare({ kind: 'step', mode: 'train', ...net }));
        must(await side.run({ steps: 5 }));
        return { idle, peak: must(await side.memory()).peak };
      }),
    tell: (result) => tellNumbers(result, ({ peak }) => mebibytes(peak)),
  }));
}

/** Whether a small model's training takes more memory the longer it runs: after 100 steps and after 10 000. */
export function steadiness({ quick }: Pick<Context, 'quick'>): Item<Sided<Steadiness>>[] {
  const [some, many] = quick ? [1, 2] : [100, 9_900];
  return [
    {
      key: 'small',
      name: 'steady',
      measure: ({ team }) =>
        onEach(team, 'memory', async (start) => {
          const side = await start();
          must(await side.prepare(small));
          const after = async (steps: number) => {
            must(await side.run({ steps }));
            return must(await side.memory()).now;
          };
          return { early: await after(some), late: await after(many) };
        }),
      tell: (result) =>
        tellNumbers(
          result,
          ({ early, late }) => `${mebibytes(early)} → ${mebibytes(late)} (${(late / early).toFixed(3)})`,
        ),
    },
  ];
}
