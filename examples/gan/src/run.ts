import { join } from 'node:path';
import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { mnist } from '@saddlepoint/data/node';
import type { Table } from '@saddlepoint/report';
import { type Backend, SaddlepointError } from '@saddlepoint/tensor';
import { writeAtomic } from '@saddlepoint/train/node';
import { type DigitsRun, trainOnDigits } from './digits.js';
import { halved } from './halved.js';
import { trainJudge } from './judge.js';
import type { Method } from './methods.js';
import { mixtures } from './mixtures.js';
import { type Options, parseOptions, UsageError, usage } from './options.js';
import { digitsTable, page, planeTable, precisionTable, type Results, samplesFigure } from './page.js';
import { type PlaneRun, trainOnPlane } from './plane.js';
import { comparePrecisions } from './precision.js';
import { tasks } from './tasks.js';

/** The program: trains, reports, and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === 'help') console.log(usage);
    else await trainAll(options);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
    else if (error instanceof SaddlepointError) console.error(error.message);
    else throw error;
    return error instanceof UsageError ? 2 : 1;
  }
}

async function trainAll(options: Options): Promise<void> {
  // These networks are too small for a second thread to help.
  const backend = await onnxruntime({ threads: 1 });
  try {
    const planes: Results['planes'][number][] = [];
    for (const name of ['grid', 'ring25', 'ring'] as const) {
      if (!options.tasks.includes(name)) continue;
      const seeds = name === 'ring' ? options.seeds.slice(0, 1) : options.seeds;
      const plane = { mixture: mixtures[name], runs: await planeRuns(backend, name, { ...options, seeds }) };
      planes.push(plane);
      await writeAtomic(join(options.out, `${name}.svg`), samplesFigure(plane.mixture, plane.runs));
      show(planeTable(plane.mixture, plane.runs));
    }
    const digits = options.tasks.includes('digits') ? await digitRuns(backend, options) : [];
    const precision = options.tasks.includes('precision') ? await precisionRuns(backend, options) : undefined;
    const path = join(options.out, 'index.html');
    await writeAtomic(path, page({ planes, digits, ...(precision && { precision }) }, backend));
    console.log(`Report: ${path}`);
  } finally {
    await backend.dispose();
  }
}

const scaled = (steps: number, { budget }: Options): number => Math.max(1, Math.round(steps * budget));

async function planeRuns(backend: Backend, name: 'grid' | 'ring25' | 'ring', options: Options): Promise<PlaneRun[]> {
  const runs: PlaneRun[] = [];
  for (const method of options.methods.map((method): Method => tasks[name].methods[method])) {
    for (const seed of options.seeds) {
      const steps = scaled(tasks[name].steps, options);
      const result = await trainOnPlane(backend, mixtures[name], method, { steps, seed });
      const { modes, quality } = result.history.at(-1)!;
      console.error(
        `${name}  ${method.title}  seed ${seed}  modes ${modes}  quality ${quality.toFixed(2)}  ${result.seconds.toFixed(1)} s`,
      );
      runs.push(result);
    }
  }
  return runs;
}

async function digitRuns(backend: Backend, options: Options): Promise<DigitsRun[]> {
  const data = halved(await mnist());
  const judgeOptions = { steps: scaled(600, options), seed: options.seeds[0]!, precision: 'float32' } as const;
  const judge = await trainJudge(backend, data, judgeOptions);
  console.error(`digits  the judge reads ${(100 * judge.accuracy).toFixed(1)} % of the test digits`);
  const runs: DigitsRun[] = [];
  for (const method of options.methods.map((name): Method => tasks.digits.methods[name])) {
    for (const seed of options.seeds) {
      const steps = scaled(tasks.digits.steps, options);
      const result = await trainOnDigits(backend, data, judge, method, { steps, seed });
      const { digits, confident, diversity } = result.history.at(-1)!;
      console.error(
        `digits  ${method.title}  seed ${seed}  ${digits} of 10  confident ${confident.toFixed(2)}  diversity ${diversity.toFixed(2)}  ${result.seconds.toFixed(1)} s`,
      );
      runs.push(result);
    }
  }
  show(digitsTable(runs));
  return runs;
}

async function precisionRuns(backend: Backend, options: Options): Promise<Results['precision']> {
  const runs = await comparePrecisions(backend, await mnist(), {
    steps: scaled(300, options),
    seed: options.seeds[0]!,
  });
  show(precisionTable(runs));
  return runs;
}

/** A table for the terminal. */
function show({ columns, rows }: Table): void {
  const lines = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  console.log(
    `\n${lines
      .map((line) =>
        line
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('   ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  );
}
