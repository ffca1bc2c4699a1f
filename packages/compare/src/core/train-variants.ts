import { batches, countBatches } from '@saddlepoint/data';
import { crossEntropy } from '@saddlepoint/losses';
import type { Layer } from '@saddlepoint/nn';
import { applyUpdates, globalNorm, type OptimizerState, type Transform } from '@saddlepoint/optimizers';
import {
  argmax,
  type Backend,
  byteSize,
  cast,
  compile,
  equal,
  foldIn,
  key,
  materialize,
  mean,
  ShapeError,
  showShape,
  split,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { fit } from '@saddlepoint/train';
import { checkTask, type Examples, type Run, type Task, type Variant } from './task.js';

type Checked = ReturnType<typeof checkTask>;
type Batch = { x: Tensor; y: Tensor };

interface State {
  readonly params: unknown;
  readonly optimizer: OptimizerState;
}

/**
 * Trains each variant once for each seed and records how that went: what every comparison is made of. Variants differ in
 * their first parameters and their optimizers, in nothing else.
 *
 * @param look at the parameters, before and after each training.
 * @throws ArgumentError for a task that cannot be trained; ShapeError for a network without logits; the signal's reason.
 */
export async function trainVariants<Look>(
  owner: string,
  backend: Backend,
  given: Task,
  variants: readonly Variant[],
  look: (params: unknown) => Promise<Look>,
): Promise<Run<Look>[]> {
  const task = checkTask(owner, given, variants);
  const { network, train, batchSize, seeds, onProgress } = task;
  const lossOf = lossIn(owner, network, Math.max(largestClass(train), largestClass(task.test)));
  const evaluate = compile(backend, (params: unknown, batch: Batch) => lossOf(params, batch));
  const steps = new Map<Transform, ReturnType<typeof compileStep>>();
  for (const { optimizer } of variants) steps.set(optimizer, compileStep(backend, lossOf, optimizer));
  const plan = variants.flatMap((variant) => seeds.map((seed) => ({ variant, seed })));
  const stepsOfRun = task.epochs * countBatches(train.size, { batchSize, dropLast: true });
  const runs: Run<Look>[] = [];
  try {
    for (const [i, { variant, seed }] of plan.entries()) {
      const report = (done: number, loss: number) => {
        const step = i * stepsOfRun + done;
        onProgress?.({ variant: variant.name, seed, step, steps: plan.length * stepsOfRun, loss });
      };
      const step = steps.get(variant.optimizer)!;
      runs.push(await trainOne(task, { variant, seed, stepsOfRun, step, evaluate, report, look, backend }));
    }
    return runs;
  } finally {
    await Promise.all([evaluate, ...steps.values()].map((compiled) => compiled.dispose()));
  }
}

interface Around<Look> {
  readonly variant: Variant;
  readonly seed: number;
  readonly stepsOfRun: number;
  readonly step: ReturnType<typeof compileStep>;
  readonly evaluate: Evaluate;
  readonly report: (done: number, loss: number) => void;
  readonly look: (params: unknown) => Promise<Look>;
  readonly backend: Backend;
}

async function trainOne<Look>(task: Checked, around: Around<Look>): Promise<Run<Look>> {
  const { train, test, epochs, batchSize, schedule, signal } = task;
  const { variant, seed, step, evaluate, report, look } = around;
  signal?.throwIfAborted();
  const [startKey, orderKey, passKey] = split(key(seed), 3);
  const params = await materialize(await variant.start(startKey), around.backend);
  const state: State = { params, optimizer: variant.optimizer.init(params) };
  const bytes = { parameters: bytesOf(params), state: bytesOf(state.optimizer) };
  const start = await look(params);
  const [loss, accuracy, gradientNorm, times]: [number[], number[], number[], number[]] = [[], [], [], []];
  const tests = [{ step: 0, ...(await testOn(test, evaluate, params)) }];
  const diverged = new AbortController();
  const { state: last } = await fit({
    state,
    epochs,
    signal: signal ? AbortSignal.any([signal, diverged.signal]) : diverged.signal,
    batches: (epoch, first) =>
      batches(train, { batchSize, key: foldIn(orderKey, epoch), dropLast: true, start: first }),
    step: async (now: State, batch, at) => {
      const began = performance.now();
      const factor = schedule && tensor(schedule(at.step, around.stepsOfRun));
      const result = await step(now, batch, foldIn(passKey, at.step), factor);
      times.push((performance.now() - began) / 1000);
      return result;
    },
    callbacks: [
      {
        onStep({ position, metrics }) {
          loss.push(metrics.loss!);
          accuracy.push(metrics.accuracy!);
          gradientNorm.push(metrics.gradientNorm!);
          const lost = !Number.isFinite(metrics.loss);
          if (lost) diverged.abort();
          report(lost ? around.stepsOfRun : position.step, metrics.loss!);
        },
        async onEpochEnd({ state: now, position }) {
          tests.push({ step: position.step, ...(await testOn(test, evaluate, now.params)) });
        },
      },
    ],
  });
  signal?.throwIfAborted();
  const end = diverged.signal.aborted ? {} : { end: await look(last.params) };
  for (const leaf of tree.leaves(last as unknown) as Tensor[]) leaf.dispose();
  const curves = { loss, accuracy, gradientNorm, tests, diverged: diverged.signal.aborted };
  return { variant: variant.name, seed, start, ...end, ...curves, stepSeconds: median(times), bytes };
}

type LossOf = (params: unknown, batch: Batch, key?: Tensor) => { loss: Tensor; accuracy: Tensor };

/** Loss and accuracy of a batch; with a key, as in training. */
function lossIn(owner: string, network: Layer, largest: number): LossOf {
  return (params, { x, y }, passKey) => {
    const logits = network.apply(params, x, passKey && { training: true, key: passKey });
    if (logits.rank !== 2) {
      throw new ShapeError(`${owner}: the network's output ${showShape(logits.shape)} must be logits [batch, classes]`);
    }
    // In a compiled function the labels are not known: the loss would be NaN, and every training lost.
    if (logits.shape[1]! <= largest) {
      throw new ShapeError(
        `${owner}: the network's ${logits.shape[1]} logits are too few for the classes 0 to ${largest}`,
      );
    }
    return { loss: crossEntropy(logits, y), accuracy: mean(cast(equal(argmax(logits, -1), y), 'float32')) };
  };
}

function largestClass({ columns }: Examples): number {
  let largest = 0;
  for (const label of columns.y.data) largest = Math.max(largest, label);
  return largest;
}

function compileStep(backend: Backend, lossOf: LossOf, optimizer: Transform) {
  return compile(
    backend,
    (state: State, batch: Batch, passKey: Tensor, factor?: Tensor) => {
      const inTraining = (params: unknown) => {
        const { loss, ...rest } = lossOf(params, batch, passKey);
        return [loss, rest] as const;
      };
      const [loss, grads, { accuracy }] = valueAndGrad(inTraining, { aux: true })(state.params);
      const { updates, state: next } = optimizer.update(grads, state.optimizer, state.params);
      const scaled = factor ? tree.map(updates, (update) => (update as Tensor).mul(factor)) : updates;
      const params = applyUpdates(state.params, scaled);
      return { state: { params, optimizer: next }, metrics: { loss, accuracy, gradientNorm: globalNorm(grads) } };
    },
    { donate: [0] },
  );
}

type Evaluate = (params: unknown, batch: Batch) => Promise<{ loss: Tensor; accuracy: Tensor }>;

async function testOn(test: Examples, evaluate: Evaluate, params: unknown) {
  const sums = { loss: 0, accuracy: 0 };
  for await (const batch of batches(test, { batchSize: Math.min(500, test.size) })) {
    const result = await evaluate(params, batch);
    for (const name of ['loss', 'accuracy'] as const) {
      sums[name] += (await result[name].item()) * batch.y.size;
      result[name].dispose();
    }
  }
  return { loss: sums.loss / test.size, accuracy: sums.accuracy / test.size };
}

const bytesOf = (values: unknown): number =>
  (tree.leaves(values) as Tensor[]).reduce((sum, x) => sum + x.size * byteSize(x.dtype), 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
