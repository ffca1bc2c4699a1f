import { join } from 'node:path';
import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { type ImageClasses, sliceDataset } from '@saddlepoint/data';
import { mnist } from '@saddlepoint/data/node';
import { textTable } from '@saddlepoint/report';
import { SaddlepointError } from '@saddlepoint/tensor';
import { catchInterrupt, interruptedExitCode, UsageError, writeAtomic } from '@saddlepoint/train/node';
import { models } from './models.js';
import { type Options, parseOptions, usage } from './options.js';
import { count, page, resultTable } from './page.js';
import { checkpointFolder, Interrupted, type Trained, trainModel } from './train-model.js';

/** The program: trains, reports, and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === 'help') console.log(usage);
    else await train(options);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
    else if (error instanceof Interrupted) console.error(`${error.message}\nGo on with the same options and --resume.`);
    // What the toolkit raises says how to mend it; anything else is a fault whose place matters.
    else if (error instanceof SaddlepointError) console.error(error.message);
    else throw error;
    return error instanceof UsageError ? 2 : error instanceof Interrupted ? interruptedExitCode : 1;
  }
}

async function train(options: Options): Promise<void> {
  const interrupt = catchInterrupt();
  const backend = await onnxruntime();
  try {
    const data = firstDigits(await mnist(), options.examples);
    if (process.stderr.isTTY) console.error(greeting(options, data));
    const results: Trained[] = [];
    for (const name of options.models) {
      results.push(
        await trainModel(name, options, { backend, data, signal: interrupt.signal, output: process.stderr }),
      );
    }
    const path = join(options.out, 'index.html');
    await writeAtomic(path, page(results, options, data, backend.name));
    console.log(
      `\n${textTable(resultTable(results))}\n\nReport: ${path}\nCheckpoints: ${checkpointFolder(options.out)}`,
    );
  } finally {
    await backend.dispose();
    interrupt[Symbol.dispose]();
  }
}

function greeting({ models: names, epochs }: Options, { train, test }: ImageClasses): string {
  const networks = names.map((name) => models[name].title).join(', then ');
  const work = `${epochs} × ${count(train.size)} digits each, tested on ${count(test.size)} others`;
  return `${networks}: ${work}.\nCtrl-C stops, --resume goes on.\n`;
}

function firstDigits(data: ImageClasses, examples: number): ImageClasses {
  const first = (part: ImageClasses['train']) => sliceDataset(part, 0, Math.min(examples, part.size));
  return { ...data, train: first(data.train), test: first(data.test) };
}
