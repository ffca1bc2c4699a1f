import { conv2d, flatten, linear, sequential } from '@saddlepoint/nn';
import { sgd } from '@saddlepoint/optimizers';
import { reference, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { tiny } from '../../test/tiny.js';
import type { ComparisonProgress, Task } from './task.js';
import { trainVariants } from './train-variants.js';

const firstWeights = async (params: unknown) => Array.from(await (tree.leaves(params) as Tensor[])[0]!.data());
const train = (task: Task, rates: readonly number[]) =>
  trainVariants(
    'test',
    reference(),
    task,
    rates.map((learningRate) => ({
      name: `rate ${learningRate}`,
      optimizer: sgd({ learningRate }),
      start: (key) => task.network.init(key),
    })),
    firstWeights,
  );

test('records every step and pass, and gives every variant the same start and batches', async () => {
  const runs = await train(tiny, [0.1, 0.2]);
  expect(runs.map(({ variant, seed }) => [variant, seed])).toEqual([
    ['rate 0.1', 0],
    ['rate 0.1', 1],
    ['rate 0.2', 0],
    ['rate 0.2', 1],
  ]);
  for (const { loss, accuracy, gradientNorm, tests, stepSeconds, bytes, diverged } of runs) {
    expect([loss.length, accuracy.length, gradientNorm.length]).toEqual([9, 9, 9]);
    expect(tests.map(({ step }) => step)).toEqual([0, 3, 6, 9]);
    expect(tests.at(-1)!.loss).toBeLessThan(tests[0]!.loss);
    expect(stepSeconds).toBeGreaterThan(0);
    expect([bytes, diverged]).toEqual([{ parameters: 4 * (16 * 12 + 12 + 12 * 3 + 3), state: 0 }, false]);
  }
  const [a, b, c] = runs;
  expect(a!.start).toEqual(c!.start);
  expect(a!.start).not.toEqual(b!.start);
  expect(a!.end).not.toEqual(a!.start);
  expect(a!.loss[0]).toBe(c!.loss[0]);
  expect(a!.gradientNorm[0]).toBe(c!.gradientNorm[0]);
  expect(a!.loss[1]).not.toBe(c!.loss[1]);
});

test('the same seeds give the same numbers', async () => {
  const curves = async () => (await train({ ...tiny, seeds: [3] }, [0.1]))[0]!;
  const [one, two] = [await curves(), await curves()];
  expect(one.loss).toEqual(two.loss);
  expect(one.tests).toEqual(two.tests);
  expect(one.end).toEqual(two.end);
});

test('a schedule multiplies the updates', async () => {
  const asked: [number, number][] = [];
  const schedule = (step: number, steps: number) => {
    asked.push([step, steps]);
    return step < 5 ? 0.5 : 0;
  };
  const [halved] = await train({ ...tiny, seeds: [3], schedule }, [0.2]);
  const [constant] = await train({ ...tiny, seeds: [3] }, [0.1]);
  expect(asked).toEqual(Array.from({ length: 9 }, (_, step) => [step, 9]));
  expect(halved!.loss.slice(0, 6)).toEqual(constant!.loss.slice(0, 6));
  expect(halved!.tests[2]).toEqual({ ...halved!.tests[3], step: 6 });
  await expect(train({ ...tiny, schedule: 0.5 as never }, [0.1])).rejects.toThrow('schedule must be a function');
});

test('a training that diverges ends, and the others go on', async () => {
  const steps: number[] = [];
  const onProgress = ({ step }: ComparisonProgress) => void steps.push(step);
  const [lost, kept] = await train({ ...tiny, seeds: [0], onProgress }, [1e30, 0.1]);
  expect(lost!.diverged).toBe(true);
  expect(lost!.loss.length).toBeLessThan(9);
  expect(lost!.loss.at(-1)).not.toSatisfy(Number.isFinite);
  expect('end' in lost!).toBe(false);
  expect(kept!.loss).toHaveLength(9);
  expect([steps[lost!.loss.length - 1], steps.at(-1)]).toEqual([9, 18]);
});

test('tells how far it is, and stops when asked', async () => {
  const seen: ComparisonProgress[] = [];
  const stop = new AbortController();
  const onProgress = (progress: ComparisonProgress) => {
    seen.push(progress);
    if (seen.length === 4) stop.abort(new Error('enough'));
  };
  await expect(train({ ...tiny, onProgress, signal: stop.signal }, [0.1])).rejects.toThrow('enough');
  expect(seen.map(({ step, steps, seed }) => [step, steps, seed])).toEqual([1, 2, 3, 4].map((i) => [i, 18, 0]));
  expect(seen[0]).toMatchObject({ variant: 'rate 0.1', loss: expect.any(Number) });
  await expect(train({ ...tiny, signal: AbortSignal.abort() }, [0.1])).rejects.toThrow('aborted');
});

test.each([
  [{ epochs: 0 }, 'test: epochs 0 must be a whole number from 1 up'],
  [{ batchSize: 49 }, 'test: batchSize 49 must be at most the 48 training examples'],
  [{ seeds: [] }, 'test: seeds [] must be one or more different whole numbers'],
  [{ seeds: [1, 1] }, 'test: seeds [1,1] must be'],
  [{ seeds: [-1] }, 'test: seeds [-1] must be'],
  [{ title: '' }, 'test: title  must be a name'],
  [{ train: {} as never }, 'test: train must be a dataset with the columns x and y'],
  [{ network: (() => 0) as never }, 'test: network must be a layer'],
  [
    { network: sequential(conv2d(1, 3, 3)) },
    "test: the network's output [30, 3, 2, 2] must be logits [batch, classes]",
  ],
  [
    { network: sequential(flatten(), linear(16, 2)) },
    "test: the network's 2 logits are too few for the classes 0 to 2",
  ],
])('%o is an error', async (wrong, message) => {
  await expect(train({ ...tiny, ...wrong }, [0.1])).rejects.toThrow(message);
});

test('nothing to compare is an error', async () => {
  await expect(train(tiny, [])).rejects.toThrow('test: there is nothing to compare; name one at least');
});
