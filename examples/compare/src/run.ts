import { join } from 'node:path';
import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import {
  type Comparison,
  type ComparisonProgress,
  compareInits,
  compareOptimizers,
  comparisonPage,
  comparisonText,
} from '@saddlepoint/compare';
import { csv, type Section } from '@saddlepoint/report';
import { type Backend, SaddlepointError } from '@saddlepoint/tensor';
import { catchInterrupt, interruptedExitCode, progress, UsageError, writeAtomic } from '@saddlepoint/train/node';
import { depthSections } from './depth.js';
import { type Options, parseOptions, usage } from './options.js';
import { type Experiment, experimentsFor } from './tasks.js';

/** The program: compares, prints and writes, and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const interrupt = catchInterrupt();
  try {
    const options = parseOptions(args);
    if (options === 'help') console.log(usage);
    else await compare(options, interrupt.signal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
    else if (interrupt.signal.aborted) console.error((error as Error).message);
    else if (error instanceof SaddlepointError) console.error(error.message);
    else throw error;
    return error instanceof UsageError ? 2 : interrupt.signal.aborted ? interruptedExitCode : 1;
  } finally {
    interrupt[Symbol.dispose]();
  }
}

async function compare(options: Options, signal: AbortSignal): Promise<void> {
  const backend = await onnxruntime({ threads: options.threads });
  try {
    const done: Comparison<unknown>[] = [];
    for (const experiment of await experimentsFor(options)) {
      const comparison = await compareOne(backend, experiment, signal);
      console.log(`\n${comparisonText(comparison)}`);
      const name = comparison.title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      await writeAtomic(join(options.out, `${name}.csv`), csv(comparison.table));
      done.push(comparison);
    }
    const inits = options.only === undefined || options.only === 'inits';
    const sections: Section[] = inits ? await depthSections(backend) : [];
    const subtitle = `Mean ± standard deviation over the seeds; ${backend.name}`;
    const path = join(options.out, 'index.html');
    await writeAtomic(path, comparisonPage(done, { title: 'Initialisations and optimizers', subtitle, sections }));
    console.log(`\nReport: ${path}`);
  } finally {
    await backend.dispose();
  }
}

async function compareOne(backend: Backend, { kind, task }: Experiment, signal: AbortSignal) {
  let bar: ReturnType<typeof progress> | undefined;
  const onProgress = ({ variant, seed, step, steps, loss }: ComparisonProgress) => {
    bar ??= progress({ total: steps });
    bar.update(step, task.title, `${variant}, seed ${seed}`, `loss ${loss.toFixed(3)}`);
  };
  const compareKind = kind === 'inits' ? compareInits : compareOptimizers;
  return compareKind(backend, { ...task, signal, onProgress }).finally(() => bar?.end());
}
