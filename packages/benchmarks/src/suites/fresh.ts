import type { Net } from '../nets/index.js';
import type { Suite } from '../peers.js';
import { type Refusal, refused, type Side } from '../sides/side.js';
import type { Team } from '../sides/team.js';
import { quickWorks, works } from '../works.js';

/** A result of each side, or why there is none. */
export interface Sided<T> {
  sides: { [name: string]: T | Refusal };
}

class Refused extends Error {}

/** The answer, unless it is a refusal: that ends the measurement of this side. */
export function must<T extends object>(answer: T | Refusal): T {
  if (refused(answer)) throw new Refused(answer.cannot);
  return answer as T;
}

/** Measures each side of a suite in turn. `start` gives a process that nothing has run in yet. */
export async function onEach<T>(
  team: Team,
  suite: Suite,
  measure: (start: () => Promise<Side>) => Promise<T>,
): Promise<Sided<T>> {
  const sides: Sided<T>['sides'] = {};
  for (const name of team.names(suite)) {
    const started: Side[] = [];
    const start = async () => {
      for (const side of started) side.stop();
      const side = await team.fresh(name);
      started.push(side);
      return side;
    };
    try {
      sides[name] = await measure(start);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      sides[name] = { cannot: error.message };
    } finally {
      for (const side of started) side.stop();
    }
  }
  return { sides };
}

const measured = ['mlp', 'cnn', 'gpt', 'gpt-12x384', 'unet'];

/** The networks whose training steps are measured in processes of their own. */
export function trainedNets(quick: boolean): { name: string; net: Net }[] {
  return Object.entries(quick ? quickWorks : works)
    .filter(([name]) => measured.includes(name))
    .map(([name, { modes: _, title: __, ...net }]) => ({ name, net }));
}
