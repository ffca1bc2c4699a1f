import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.js';
import type { Hello } from './sides/side.js';
import type { Compiling } from './suites/compile.js';
import type { Sided } from './suites/fresh.js';
import type { Footprint, Steadiness } from './suites/memory.js';
import type { Timed } from './suites/race.js';

/** Results by key, each with the day it was measured. */
type Dated<T> = { [key: string]: T & { date: string } };

/** All that is known, as kept in `docs/benchmarks/latest.json`. */
export interface Results {
  machine: Machine;
  threads: number;
  /** Who took part, with versions. */
  sides: { [name: string]: Hello };
  /** Peers that were missing, and why. */
  absent: { [name: string]: string };
  steps: Dated<Timed>;
  optimizers: Dated<Timed>;
  growth: Dated<Timed>;
  compile: Dated<Sided<Compiling>>;
  memory: Dated<Sided<Footprint>>;
  steadiness: Dated<Sided<Steadiness>>;
}

export function noResults(machine: Machine, threads: number): Results {
  return {
    machine,
    threads,
    sides: {},
    absent: {},
    steps: {},
    optimizers: {},
    growth: {},
    compile: {},
    memory: {},
    steadiness: {},
  };
}

/**
 * Earlier results to add to; empty ones if there are none.
 *
 * @throws Error when they are from another machine or thread count: such numbers do not go together.
 */
export function loadResults(file: URL, machine: Machine, threads: number): Results {
  const text = read(file);
  if (text === undefined) return noResults(machine, threads);
  const old = JSON.parse(text) as Results;
  const about = (m: Machine | undefined, n: number) => `${m?.cpu}, ${m?.cores} cores, ${n} threads`;
  const [before, now] = [about(old.machine, old.threads), about(machine, threads)];
  if (before === now) return { ...old, machine };
  throw new Error(`${name(file)} was measured on another machine (${before}; this is ${now}); remove it to start anew`);
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes files below a folder, by name. */
export function writeFiles(folder: URL, files: { readonly [name: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    const url = new URL(path, folder);
    mkdirSync(new URL('./', url), { recursive: true });
    writeFileSync(url, text);
  }
}

const name = (file: URL): string => file.pathname.split('/').slice(-2).join('/');
