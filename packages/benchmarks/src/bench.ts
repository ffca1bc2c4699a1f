import type { Options } from './options.js';
import { requireNames } from './options.js';
import type { Results } from './results.js';
import { type Start, Team } from './sides/team.js';
import { compileTimes } from './suites/compile.js';
import { growth } from './suites/growth.js';
import { footprints, steadiness } from './suites/memory.js';
import { updates } from './suites/optimizers.js';
import { steps } from './suites/steps.js';
import type { Context, Item } from './suites/suite.js';

/** Which results each suite fills. */
const suites = {
  steps: { steps },
  optimizers: { optimizers: updates },
  growth: { growth },
  compile: { compile: compileTimes },
  memory: { memory: footprints, steadiness },
};

type Part = Exclude<keyof Results, 'machine' | 'threads' | 'sides' | 'absent'>;
type AnyItem = Item<object> & { part: Part };

/** What the options choose. @throws UsageError for a name in `only` that none of the suites knows. */
export function choose(options: Pick<Options, 'suites' | 'only' | 'quick' | 'large'>): AnyItem[] {
  const items = options.suites.flatMap((suite) =>
    Object.entries(suites[suite]).flatMap(([part, make]) =>
      (make(options) as Item<object>[]).map((item) => ({ ...item, part: part as Part })),
    ),
  );
  const { only } = options;
  if (!only) return items;
  requireNames('--only', only, [...new Set(items.map(({ name }) => name))]);
  return items.filter(({ name }) => only.includes(name));
}

/** Measures what the options choose and adds it to `results`; `save` is called after each, so that a run cut short keeps them. */
export async function bench(
  options: Options,
  results: Results,
  start: Start,
  log: (line: string) => void,
  save: () => void = () => {},
): Promise<void> {
  const items = choose(options);
  const team = await Team.gather(start, options.peers, log);
  const context: Context = { ...options, team, settle: options.quick ? 0 : 300 };
  const date = new Date().toISOString().slice(0, 10);
  for (const name of Object.keys(team.hellos)) delete results.absent[name];
  Object.assign(results.sides, team.hellos);
  Object.assign(results.absent, team.absent);
  try {
    for (const { part, key, measure, tell } of items) {
      const result = await measure(context);
      Object.assign(results[part], { [key]: { date, ...result } });
      save();
      log(`${part} ${key}: ${tell(result)}`);
    }
  } finally {
    team.stop();
  }
}
