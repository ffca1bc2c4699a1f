import { fileURLToPath } from 'node:url';
import { packageRoot } from '../paths.js';
import { type Peer, peers, type Settings, type Suite } from '../peers.js';
import type { Mode } from '../work.js';
import { type Command, startSide } from './process.js';
import { type Hello, localSide, type Side } from './side.js';

/** Name of our own side. */
export const us = 'saddlepoint';

/** Name of the side that copies memory: a second process of ours. */
export const copy = 'copy';

const own = (name: string) => name === us || name === copy;

/** Every side's command, ours included; `local` runs ours inside this process instead. */
export type Start = (name: string) => Promise<Side>;

/** Starts sides as processes. */
export function starter(settings: Settings): Start {
  const ours: Command = {
    program: process.execPath,
    args: ['--expose-gc', fileURLToPath(new URL('dist/main.js', packageRoot)), 'serve', String(settings.threads)],
  };
  return (name) => {
    if (own(name)) return startSide(ours);
    const { command, patience } = peers[name]!;
    return startSide(command(settings), { patience: patience ?? 180 });
  };
}

/** Starts ours only, inside this process: for tests. */
export const localStart = async (): Promise<Side> => localSide(1);

/** The sides that take part in a run: all are up together, and one that ended is started again when it is needed. */
export class Team {
  /** Peers that did not start, and why. */
  readonly absent: { [name: string]: string } = {};
  readonly hellos: { [name: string]: Hello } = {};
  private readonly sides = new Map<string, Side>();

  private constructor(private readonly start: Start) {}

  /** Starts ours and the named peers. */
  static async gather(start: Start, names: readonly string[], log: (line: string) => void): Promise<Team> {
    const team = new Team(start);
    for (const name of [us, copy]) team.add(name, await start(name));
    for (const name of names) {
      try {
        team.add(name, await start(name));
      } catch (error) {
        team.absent[name] = (error as Error).message;
        log(`${peers[name]!.title} is left out: ${team.absent[name]}\n  to have it: ${peers[name]!.get}`);
      }
    }
    return team;
  }

  private add(name: string, side: Side): void {
    this.sides.set(name, side);
    this.hellos[name] = side.hello;
  }

  /** Names of the sides that are here and take part in a suite, ours first; only those that do `mode`, if it is given. */
  names(suite: Suite, mode?: Mode): string[] {
    const takesPart = ({ suites, modes }: Peer) => suites.includes(suite) && (!mode || !modes || modes.includes(mode));
    return [...this.sides.keys()].filter((name) =>
      name === copy ? suite === 'optimizers' : name === us || takesPart(peers[name]!),
    );
  }

  async side(name: string): Promise<Side> {
    const side = this.sides.get(name)!;
    if (side.alive()) return side;
    const next = await this.start(name);
    this.sides.set(name, next);
    return next;
  }

  /** A process of its own, which nothing has run in yet. The caller stops it. */
  fresh(name: string): Promise<Side> {
    return this.start(name);
  }

  stop(): void {
    for (const side of this.sides.values()) side.stop();
  }
}
