import { parseArgs } from 'node:util';

/** What the command line says. */
export interface Options {
  readonly only: (typeof parts)[number] | undefined;
  /** Folders with data; without one FashionMNIST is left out, and CIFAR-100 replaced. */
  readonly fashion: string | undefined;
  readonly cifar: string | undefined;
  readonly examples: number;
  readonly pictures: number;
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly out: string;
}

const parts = ['inits', 'optimizers'] as const;

/** A command line that cannot be understood. */
export class UsageError extends Error {}

export const usage = `Compares initialisations and optimizers; writes tables and figures.

  node dist/main.js [options]

  --only NAME        inits or optimizers alone
  --fashion FOLDER   Fashion-MNIST as four IDX files (.gz too); default: without it
  --cifar FOLDER     CIFAR-100, binary version: train.bin and test.bin; default: synthetic pictures of its shape
  --examples N       how many digits (or clothes) to train on (default 6000)
  --pictures N       how many CIFAR-100-shaped pictures to train on (default 1500)
  --epochs N         passes over them, twice as many over the pictures (default 2)
  --seeds N          how often to train each, from seeds 0, 1, … (default 2)
  --out FOLDER       where index.html and the CSV files go (default report)
  --help             show this`;

/**
 * Reads the command line.
 *
 * @returns `help` when that is what was asked for.
 * @throws UsageError saying what is wrong.
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args[0] === '--' ? args.slice(1) : args);
  if (values.help) return 'help';
  const only = parts.find((name) => name === values.only);
  if (values.only !== undefined && !only) throw new UsageError(`--only ${values.only}: allowed: ${parts.join(', ')}`);
  return {
    only,
    fashion: values.fashion,
    cifar: values.cifar,
    examples: whole('--examples', values.examples, 128, 60_000),
    pictures: whole('--pictures', values.pictures, 64, 50_000),
    epochs: whole('--epochs', values.epochs, 1, 1000),
    seeds: Array.from({ length: whole('--seeds', values.seeds, 1, 100) }, (_, i) => i),
    out: values.out,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        fashion: { type: 'string' },
        cifar: { type: 'string' },
        examples: { type: 'string', default: '6000' },
        pictures: { type: 'string', default: '1500' },
        epochs: { type: 'string', default: '2' },
        seeds: { type: 'string', default: '2' },
        out: { type: 'string', default: 'report' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${name} ${text}: must be a whole number from ${min} to ${max}`);
  }
  return value;
}
