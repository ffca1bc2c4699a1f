import { oneOf, parseCommandLine, UsageError, wholeNumber } from '@saddlepoint/train/node';

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
  /** Of the SGD that trains from all initialisations. */
  readonly rate: number;
  /** Inside an operation; undefined for one a core. */
  readonly threads: number | undefined;
  readonly out: string;
}

const parts = ['inits', 'optimizers', 'rates', 'eight-bit'] as const;

export const usage = `Compares initialisations and optimizers; writes tables and figures.

  node dist/main.js [options]

  --only NAME        inits or optimizers alone; rates: optimizers at four learning rates each;
                     eight-bit: Adam in 32 and in 8 bits
  --fashion FOLDER   Fashion-MNIST as four IDX files (.gz too); default: without it
  --cifar FOLDER     CIFAR-100, binary version: train.bin and test.bin; default: synthetic pictures of its shape
  --examples N       how many digits (or clothes) to train on (default 6000)
  --pictures N       how many CIFAR-100-shaped pictures to train on (default 1500)
  --epochs N         passes over them, twice as many over the pictures (default 2)
  --seeds N          how often to train each, from seeds 0, 1, … (default 2)
  --rate X           learning rate for all initialisations (default 0.05)
  --threads N        threads inside an operation (default: one a core)
  --out FOLDER       where index.html and the CSV files go (default report)
  --help             show this`;

/**
 * Reads the command line.
 *
 * @returns `help` when that is what was asked for.
 * @throws UsageError saying what is wrong.
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const values = parseCommandLine(args, {
    only: { type: 'string' },
    fashion: { type: 'string' },
    cifar: { type: 'string' },
    examples: { type: 'string', default: '6000' },
    pictures: { type: 'string', default: '1500' },
    epochs: { type: 'string', default: '2' },
    seeds: { type: 'string', default: '2' },
    rate: { type: 'string', default: '0.05' },
    threads: { type: 'string' },
    out: { type: 'string', default: 'report' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  return {
    only: values.only === undefined ? undefined : oneOf('--only', values.only, parts),
    fashion: values.fashion,
    cifar: values.cifar,
    examples: wholeNumber('--examples', values.examples, 128, 60_000),
    pictures: wholeNumber('--pictures', values.pictures, 64, 50_000),
    epochs: wholeNumber('--epochs', values.epochs, 1, 1000),
    seeds: Array.from({ length: wholeNumber('--seeds', values.seeds, 1, 100) }, (_, i) => i),
    rate: positive('--rate', values.rate),
    threads: values.threads === undefined ? undefined : wholeNumber('--threads', values.threads, 1, 1024),
    out: values.out,
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`${option} ${text}: must be a number above 0`);
}
