import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import {
  type CompareOptimizersOptions,
  type Comparison,
  type ComparisonProgress,
  cifar100,
  cnn,
  compareInits,
  compareOptimizers,
  comparisonPage,
  type Examples,
  mlp,
  syntheticImages,
  type Task,
  visionTransformer,
} from '@saddlepoint/compare';
import { type ImageClasses, sliceDataset } from '@saddlepoint/data';
import { fashionMnist, mnist } from '@saddlepoint/data/node';
import { adam, adam8bit } from '@saddlepoint/optimizers';
import { csv, type Section, textTable } from '@saddlepoint/report';
import { type Backend, SaddlepointError } from '@saddlepoint/tensor';
import { catchInterrupt, interruptedExitCode, progress, UsageError, writeAtomic } from '@saddlepoint/train/node';
import { depthSections } from './depth.js';
import { type Options, parseOptions, usage } from './options.js';

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

type Kind = 'inits' | 'optimizers';
/** What is trained; optimizers of its own for a comparison of those. */
type AnyTask = Task & Pick<CompareOptimizersOptions, 'optimizers'>;

async function compare(options: Options, signal: AbortSignal): Promise<void> {
  const backend = await onnxruntime();
  try {
    const done: Comparison<unknown>[] = [];
    for (const { kind, task } of await tasksOf(options)) {
      const comparison = await compareOne(backend, kind, { ...task, signal });
      console.log(`\n${comparison.title}\n\n${textTable(comparison.summary)}`);
      if (comparison.source) console.log(`\nAs the source defines its columns:\n\n${textTable(comparison.source)}`);
      const name = comparison.title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      await writeAtomic(join(options.out, `${name}.csv`), csv(comparison.table));
      done.push(comparison);
    }
    const inits = options.only === undefined || options.only === 'inits';
    const sections: Section[] = inits ? await depthSections(backend) : [];
    const { epochs, seeds } = options;
    const subtitle = `${epochs} passes, ${seeds.length} seeds: mean ± standard deviation; ${backend.name}`;
    const path = join(options.out, 'index.html');
    await writeAtomic(path, comparisonPage(done, { title: 'Initialisations and optimizers', subtitle, sections }));
    console.log(`\nReport: ${path}`);
  } finally {
    await backend.dispose();
  }
}

async function compareOne(backend: Backend, kind: Kind, task: AnyTask): Promise<Comparison<unknown>> {
  let bar: ReturnType<typeof progress> | undefined;
  const onProgress = ({ variant, seed, step, steps, loss }: ComparisonProgress) => {
    bar ??= progress({ total: steps });
    bar.update(step, task.title, `${variant}, seed ${seed}`, `loss ${loss.toFixed(3)}`);
  };
  const compareKind = kind === 'inits' ? compareInits : compareOptimizers;
  return compareKind(backend, { ...task, onProgress }).finally(() => bar?.end());
}

/** The tables of initialisations, and the three experiments with optimizers. */
async function tasksOf(options: Options): Promise<{ kind: Kind; task: AnyTask }[]> {
  const { only, epochs, seeds } = options;
  const digits = { name: 'MNIST', ...firstOf(await mnist(), options.examples) };
  const clothes = options.fashion && {
    name: 'FashionMNIST',
    ...firstOf(await fashionMnist(options.fashion), options.examples),
  };
  const sets = clothes ? [digits, clothes] : [digits];
  const shape = [1, 28, 28] as const;
  const inits = sets.map(({ name, train, test }): { kind: Kind; task: Task } => ({
    kind: 'inits',
    task: {
      title: `Initialisations, MLP on ${name}`,
      network: mlp({ shape, classes: 10 }),
      train,
      test,
      epochs,
      seeds,
    },
  }));
  // A third of the digits: a step takes many times as long.
  const fewer = firstOf(digits, Math.max(64, Math.ceil(options.examples / 3)));
  inits.push({
    kind: 'inits',
    task: {
      title: 'Initialisations, CNN on MNIST',
      network: cnn({ shape, classes: 10 }),
      ...fewer,
      batchSize: 64,
      epochs,
      seeds,
    },
  });
  if (only === 'inits') return inits;
  if (only === 'eight-bit') {
    const { train, test } = digits;
    const title = 'Adam in 32 and in 8 bits, CNN on MNIST';
    const optimizers = { Adam: adam(), 'Adam, 8 bits': adam8bit() };
    return [
      {
        kind: 'optimizers',
        task: { title, network: cnn({ shape, classes: 10 }), train, test, epochs, seeds, optimizers },
      },
    ];
  }
  const { name, ...data } = sets.at(-1)!;
  const pictures = await picturesOf(options);
  const large = { shape: [3, 32, 32] as const, classes: 100 };
  const many = { ...pictures.data, batchSize: 64, epochs: 2 * epochs, seeds };
  const optimizers: { kind: Kind; task: Task }[] = [
    { title: `Optimizers, MLP on ${name}`, network: mlp({ shape, classes: 10 }), ...data, epochs, seeds },
    { title: `Optimizers, CNN on ${pictures.name}`, network: cnn(large), ...many },
    { title: `Optimizers, transformer on ${pictures.name}`, network: visionTransformer(large), ...many },
  ].map((task) => ({ kind: 'optimizers', task }));
  return only === 'optimizers' ? optimizers : [...inits, ...optimizers];
}

function firstOf({ train, test }: Pick<ImageClasses, 'train' | 'test'>, examples: number) {
  const first = (part: Examples, count: number) => sliceDataset(part, 0, Math.min(count, part.size));
  return { train: first(train, examples), test: first(test, Math.ceil(examples / 3)) };
}

async function picturesOf({ cifar, pictures }: Options) {
  if (cifar === undefined) {
    const shape = [3, 32, 32] as const;
    const data = await syntheticImages({ shape, classes: 100, train: pictures, test: Math.ceil(pictures / 3) });
    return { name: 'synthetic pictures', data };
  }
  const read = async (file: string) => cifar100(await readFile(join(cifar, file)), join(cifar, file));
  return {
    name: 'CIFAR-100',
    data: firstOf({ train: await read('train.bin'), test: await read('test.bin') }, pictures),
  };
}
