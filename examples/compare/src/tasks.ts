import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CompareInitsOptions,
  type CompareOptimizersOptions,
  cifar100,
  cnn,
  type Examples,
  mlp,
  standardOptimizers,
  syntheticImages,
  type Task,
  visionTransformer,
} from '@saddlepoint/compare';
import { type ImageClasses, sliceDataset } from '@saddlepoint/data';
import { fashionMnist, mnist } from '@saddlepoint/data/node';
import { adam, adam8bit, sgd } from '@saddlepoint/optimizers';
import type { Options } from './options.js';
import { chosen, type Model, triedOptimizers } from './rates.js';

/** An experiment: what is compared in which task. */
export type Experiment =
  | { readonly kind: 'inits'; readonly task: CompareInitsOptions }
  | { readonly kind: 'optimizers'; readonly task: CompareOptimizersOptions };

type Split = { readonly train: Examples; readonly test: Examples };
type Named = Split & { readonly name: string };

const small = { shape: [1, 28, 28], classes: 10 } as const;
const large = { shape: [3, 32, 32], classes: 100 } as const;

/** What the command line asks for. */
export async function experimentsFor(options: Options): Promise<Experiment[]> {
  const digits = { name: 'MNIST', ...firstOf(await mnist(), options.examples) };
  if (options.only === 'eight-bit') return [eightBit(digits, options)];
  const { fashion } = options;
  const clothes = fashion && { name: 'FashionMNIST', ...firstOf(await fashionMnist(fashion), options.examples) };
  const inits = () => initExperiments(clothes ? [digits, clothes] : [digits], options);
  if (options.only === 'inits') return inits();
  const optimizers = optimizerExperiments(clothes || digits, await picturesOf(options), options);
  return options.only === undefined ? [...inits(), ...optimizers] : optimizers;
}

/** An MLP on each of the sets, and a CNN on the first. */
function initExperiments(sets: readonly Named[], { examples, epochs, seeds, rate }: Options): Experiment[] {
  const optimizer = sgd({ learningRate: rate, momentum: 0.9 });
  const experiment = (
    model: string,
    { name, ...data }: Named,
    task: Pick<Task, 'network' | 'batchSize'>,
  ): Experiment => ({
    kind: 'inits',
    task: { title: `Initialisations, ${model} on ${name}`, ...data, ...task, epochs, seeds, optimizer },
  });
  // A third of the digits: a step takes many times as long.
  const fewer = { name: sets[0]!.name, ...firstOf(sets[0]!, Math.max(64, Math.ceil(examples / 3))) };
  return [
    ...sets.map((set) => experiment('MLP', set, { network: mlp(small) })),
    experiment('CNN', fewer, { network: cnn(small), batchSize: 64 }),
  ];
}

function eightBit({ name, ...data }: Named, { epochs, seeds }: Options): Experiment {
  const title = `Adam in 32 and in 8 bits, CNN on ${name}`;
  const optimizers = { Adam: adam(), 'Adam, 8 bits': adam8bit() };
  return { kind: 'optimizers', task: { title, network: cnn(small), ...data, epochs, seeds, optimizers } };
}

/** The three experiments with optimizers: at the chosen rates, or at all that are tried. */
function optimizerExperiments(clothes: Named, pictures: Named, { only, epochs, seeds }: Options): Experiment[] {
  // Rates are chosen with a seed that the comparison does not use.
  const trying = only === 'rates';
  const experiment = (
    model: Model,
    { name, ...data }: Named,
    task: Pick<Task, 'network' | 'epochs' | 'batchSize' | 'schedule'>,
  ): Experiment => ({
    kind: 'optimizers',
    task: {
      title: `${trying ? 'Rates' : 'Optimizers'}, ${model} on ${name}`,
      ...data,
      ...task,
      seeds: trying ? [seeds.length] : seeds,
      optimizers: trying ? triedOptimizers(model) : standardOptimizers(chosen[model]),
    },
  });
  const many = { batchSize: 64, epochs: 2 * epochs };
  return [
    experiment('MLP', clothes, { network: mlp(small), epochs }),
    experiment('CNN', pictures, { network: cnn(large), ...many }),
    experiment('transformer', pictures, {
      network: visionTransformer({ ...large, patch: 8 }),
      ...many,
      // At a constant rate it does not come to rest. Rates are tried without: a schedule hides which of them are too high.
      ...(!trying && { schedule: (step: number, steps: number) => 1 - step / steps }),
    }),
  ];
}

function firstOf({ train, test }: Pick<ImageClasses, 'train' | 'test'>, examples: number): Split {
  const first = (part: Examples, count: number) => sliceDataset(part, 0, Math.min(count, part.size));
  return { train: first(train, examples), test: first(test, Math.ceil(examples / 3)) };
}

async function picturesOf({ cifar, pictures }: Options): Promise<Named> {
  if (cifar === undefined) {
    const data = await syntheticImages({ ...large, train: pictures, test: Math.ceil(pictures / 3) });
    return { name: 'synthetic pictures', ...data };
  }
  const read = async (file: string) => cifar100(await readFile(join(cifar, file)), join(cifar, file));
  return { name: 'CIFAR-100', ...firstOf({ train: await read('train.bin'), test: await read('test.bin') }, pictures) };
}
