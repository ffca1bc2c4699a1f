import { oneOf, parseCommandLine, UsageError } from '@saddlepoint/train/node';
import { type MethodName, methodNames } from './methods.js';

const taskNames = ['grid', 'ring25', 'ring', 'digits', 'precision'] as const;
type TaskName = (typeof taskNames)[number];

/** What the command line says. */
export interface Options {
  readonly tasks: readonly TaskName[];
  readonly methods: readonly MethodName[];
  readonly seeds: readonly number[];
  /** Share of the full number of steps. */
  readonly budget: number;
  readonly out: string;
}

export { UsageError };

export const usage = `Trains GANs that lose modes, and GANs that do not, and writes a report.

  npx pnpm@10 -C examples/gan start [options]

  --only TASK      grid or ring25 (25 Gaussians), ring (8), digits (MNIST) or precision (mixed against float32)
  --methods LIST   of ${methodNames.join(', ')} (default all)
  --seeds LIST     seeds, such as 1,2,3 (default 1,2,3); ring and precision take the first
  --budget SHARE   share of the full number of steps, above 0 up to 1 (default 1)
  --out FOLDER     where the report goes (default report)
  --help           show this`;

/** Reads the command line. @throws UsageError saying what is wrong. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const values = parseCommandLine(args, {
    only: { type: 'string' },
    methods: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    budget: { type: 'string', default: '1' },
    out: { type: 'string', default: 'report' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const methods = values.methods?.split(',').map((method) => oneOf('--methods', method, methodNames)) ?? methodNames;
  const seeds = values.seeds.split(',');
  if (!seeds.every((seed) => /^\d{1,9}$/.test(seed))) {
    throw new UsageError(`--seeds ${values.seeds}: must be whole numbers with commas between, such as 1,2,3`);
  }
  const budget = Number(values.budget);
  if (!(budget > 0 && budget <= 1)) throw new UsageError(`--budget ${values.budget}: must be above 0, up to 1`);
  return {
    tasks: values.only === undefined ? taskNames : [oneOf('--only', values.only, taskNames)],
    methods: methodNames.filter((name) => methods.includes(name)),
    seeds: seeds.map(Number),
    budget,
    out: values.out,
  };
}
