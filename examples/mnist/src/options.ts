import { oneOf, parseCommandLine, UsageError, wholeNumber } from '@saddlepoint/train/node';

/** What the command line says. */
export interface Options {
  readonly models: readonly ModelName[];
  readonly epochs: number;
  readonly seed: number;
  readonly batchSize: number;
  /** Digits to train on and, at most, to test on. */
  readonly examples: number;
  readonly out: string;
  readonly resume: boolean;
}

const modelNames = ['mlp', 'cnn'] as const;
export type ModelName = (typeof modelNames)[number];

export const usage = `Trains two networks on MNIST and writes a report.

  npx pnpm@10 start [options]

  --epochs N       passes over the training digits (default 3)
  --batch-size N   digits in a step (default 128)
  --seed N         start of all random numbers: the same seed gives the same numbers (default 7)
  --only NAME      train mlp or cnn alone
  --examples N     use the first N digits only (default 60000)
  --out FOLDER     where the report and the checkpoints go (default report)
  --resume         go on from the checkpoints in that folder
  --help           show this

Ctrl-C finishes the current step, writes a checkpoint and ends with code 130.`;

/**
 * Reads the command line.
 *
 * @returns `help` when that is what was asked for.
 * @throws UsageError saying what is wrong.
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const values = parseCommandLine(args, {
    epochs: { type: 'string', default: '3' },
    'batch-size': { type: 'string', default: '128' },
    seed: { type: 'string', default: '7' },
    only: { type: 'string' },
    examples: { type: 'string', default: '60000' },
    out: { type: 'string', default: 'report' },
    resume: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const options = {
    models: values.only === undefined ? modelNames : [oneOf('--only', values.only, modelNames)],
    epochs: wholeNumber('--epochs', values.epochs, 1, 1000),
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    batchSize: wholeNumber('--batch-size', values['batch-size'], 1, 60_000),
    examples: wholeNumber('--examples', values.examples, 1, 60_000),
    out: values.out,
    resume: values.resume,
  };
  if (options.batchSize > options.examples) {
    throw new UsageError(`--batch-size ${options.batchSize}: only ${options.examples} digits to take it from`);
  }
  return options;
}
