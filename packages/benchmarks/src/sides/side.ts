import { responder } from '../../peers/node/serve.mjs';
import { preparer } from '../ours/prepare.js';
import type { Work } from '../work.js';

/** What a side says of itself when it starts. */
export interface Hello {
  /** Name and version, as in tables. */
  title: string;
  threads: number;
  /** What a reader has to know about its numbers. */
  note?: string;
}

/** A work that is ready, after its first three steps. */
export interface Ready {
  parameters: number;
  /** Losses of the first steps, or what an update has come to: the same on every side. */
  losses: number[];
  /** Milliseconds from the function to the first result: trace, compile and one run. */
  first: number;
  /** Which of its ways the side takes, where it has several, such as `fused`. */
  how?: string;
}

export interface Run {
  /** Milliseconds of each step. */
  times: number[];
}

/** Bytes that the whole process holds, and held at most. */
export interface Memory {
  now: number;
  peak: number;
}

/** Why a side does not do a work. */
export interface Refusal {
  cannot: string;
}

/** Ends of a run: whichever is reached first, after one step at least. */
export interface Limits {
  seconds?: number;
  steps?: number;
}

/** A library that is measured. It holds one work at a time. */
export interface Side {
  readonly hello: Hello;
  prepare(work: Work): Promise<Ready | Refusal>;
  run(limits: Limits): Promise<Run | Refusal>;
  memory(): Promise<Memory | Refusal>;
  /** False once its process has ended. */
  alive(): boolean;
  stop(): void;
}

export const refused = (answer: object): answer is Refusal => 'cannot' in answer;

/** What carries requests to a side. */
interface Line {
  ask(request: object): Promise<object>;
  alive(): boolean;
  stop(): void;
}

export function side(hello: Hello, { ask, alive, stop }: Line): Side {
  return {
    hello,
    prepare: (work) => ask({ prepare: work }) as Promise<Ready | Refusal>,
    run: (limits) => ask({ run: limits }) as Promise<Run | Refusal>,
    memory: () => ask({ memory: true }) as Promise<Memory | Refusal>,
    alive,
    stop,
  };
}

export const ourHello = (threads: number): Hello => ({ title: 'Saddlepoint', threads });

/** Saddlepoint inside this process: for tests. */
export function localSide(threads: number): Side {
  return side(ourHello(threads), { ask: responder(preparer(threads)), alive: () => true, stop() {} });
}
