import { parseCommandLine, UsageError, wholeNumber } from '@saddlepoint/train/node';
import { peers, type Suite } from './peers.js';

const suiteNames: readonly Suite[] = ['steps', 'optimizers', 'growth', 'compile', 'memory'];

/** What the command line asks for. */
export interface Options {
  suites: readonly Suite[];
  peers: readonly string[];
  /** Names of what to measure; all when undefined. */
  only: readonly string[] | undefined;
  rounds: number;
  threads: number;
  python: string;
  large: boolean;
  quick: boolean;
  write: boolean;
  help: boolean;
}

export const usage = `Measures Saddlepoint against other libraries.

  --suite LIST     ${suiteNames.join(', ')} (default: all)
  --only LIST      only these works, optimizers or curves; a wrong name lists them
  --peers LIST     ${Object.keys(peers).join(', ')}, or none (default: all)
  --rounds N       rounds of each side, from 2 up (default 5)
  --threads N      threads of each side (default 2)
  --python PATH    a Python that has torch and jax (default: SADDLEPOINT_PYTHON, else python3)
  --large          optimizers at 10⁸ parameters too: needs some 4 GiB of memory
  --quick          tiny sizes: whether everything runs, not how fast
  --write          write docs/benchmarks.md, its pictures and the raw times
`;

export { UsageError };

/** @throws UsageError naming the option, what was given and what is allowed. */
export function parseOptions(args: readonly string[]): Options {
  const values = parseCommandLine(args, {
    suite: { type: 'string' },
    only: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string', default: process.env.SADDLEPOINT_PYTHON ?? 'python3' },
    large: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  const { large, quick, write, help } = values;
  if (quick && write) throw new UsageError('--quick measures nothing worth keeping; leave out --write');
  return {
    suites: list('--suite', values.suite, suiteNames) ?? suiteNames,
    peers: values.peers === 'none' ? [] : (list('--peers', values.peers, Object.keys(peers)) ?? Object.keys(peers)),
    only: list('--only', values.only),
    rounds: wholeNumber('--rounds', values.rounds, 2, 1000),
    threads: wholeNumber('--threads', values.threads, 1, 1024),
    python: values.python,
    large,
    quick,
    write,
    help,
  };
}

function list<Name extends string>(
  option: string,
  given: string | undefined,
  allowed?: readonly Name[],
): Name[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',').map((name) => name.trim()) as Name[];
  if (allowed) requireNames(option, names, allowed);
  return names;
}

/** @throws UsageError for names that are not allowed. */
export function requireNames(option: string, names: readonly string[], allowed: readonly string[]): void {
  const unknown = names.filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return;
  throw new UsageError(`${option}: there is no '${unknown.join("', '")}'; allowed: ${allowed.join(', ')}`);
}
