import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { batches, countBatches, type ImageClasses } from '@saddlepoint/data';
import { crossEntropy } from '@saddlepoint/losses';
import { parameterCount } from '@saddlepoint/nn';
import { adamw, applyUpdates, warmupCosineSchedule } from '@saddlepoint/optimizers';
import {
  argmax,
  type Backend,
  cast,
  compile,
  equal,
  foldIn,
  key,
  materialize,
  mean,
  softmax,
  type Tensor,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { fit, type Position } from '@saddlepoint/train';
import { loadCheckpoint, type ProgressStream, progress, saveCheckpoint } from '@saddlepoint/train/node';
import { digestOf } from './digest.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { configOf, fromMetadata, type History, toMetadata } from './history.js';
import { models, type Params } from './models.js';
import type { ModelName, Options } from './options.js';

/** A network that was trained to the end. */
export interface Trained {
  readonly name: ModelName;
  readonly parameters: number;
  readonly history: History;
  readonly evaluation: Evaluation;
  /** Stands for every bit of the parameters: the same seed gives the same one. */
  readonly digest: string;
}

export interface Surroundings {
  readonly backend: Backend;
  readonly data: ImageClasses;
  readonly signal: AbortSignal;
  readonly output: ProgressStream;
}

/** Training ended early; what was done is in the checkpoint. */
export class Interrupted extends Error {}

export const checkpointFolder = (out: string): string => join(out, 'checkpoints');
const checkpointPath = (out: string, name: ModelName): string => join(checkpointFolder(out), `${name}.safetensors`);

const optimizer = adamw({ weightDecay: 0.01, mask: (x: Tensor) => x.rank > 1 });
type State = { readonly params: Params; readonly optimizer: ReturnType<typeof optimizer.init> };

/** Trains one network, with a checkpoint after each epoch and when interrupted. @throws Interrupted. */
export async function trainModel(name: ModelName, options: Options, around: Surroundings): Promise<Trained> {
  const { data, backend, signal } = around;
  const { network, learningRate } = models[name];
  const { batchSize, epochs } = options;
  const [initKey, orderKey, dropoutKey] = [0, 1, 2].map((use) => foldIn(key(options.seed), use)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const stepsPerEpoch = countBatches(data.train.size, { batchSize, dropLast: true });
  const totalSteps = epochs * stepsPerEpoch;
  const rate = warmupCosineSchedule({ peak: learningRate, totalSteps, warmupSteps: Math.floor(totalSteps / 15) });

  const step = compile(
    backend,
    (state: State, batch: { x: Tensor; y: Tensor }, learningRate: Tensor, dropout: Tensor) => {
      const lossOf = (params: Params) => {
        const logits = network.apply(params, batch.x, { training: true, key: dropout });
        const accuracy = mean(cast(equal(argmax(logits, -1), batch.y), 'float32'));
        return [crossEntropy(logits, batch.y), { accuracy }] as const;
      };
      const [loss, grads, { accuracy }] = valueAndGrad(lossOf, { aux: true })(state.params);
      const { updates, state: next } = optimizer.update(grads, state.optimizer, state.params, { learningRate });
      const params = applyUpdates(state.params, updates);
      return { state: { params, optimizer: next }, metrics: { loss, accuracy } };
    },
    { donate: [0] },
  );
  const predict = compile(backend, (params: Params, x: Tensor) => softmax(network.apply(params, x), -1));
  const test = (params: Params) => evaluate((x) => predict(params, x), data.test, data.classes.length);

  const config = configOf(name, options);
  const path = checkpointPath(options.out, name);
  const save = (state: State, at: Position) => saveCheckpoint(path, state, toMetadata(config, at, history));
  const params = network.init(initKey);
  const parameters = parameterCount(params);
  let start: State = { params, optimizer: optimizer.init(params) };
  let from: Position = { epoch: 0, batch: 0, step: 0 };
  let history: History = { loss: [], accuracy: [], tests: [], seconds: 0 };
  if (options.resume && existsSync(path)) {
    const checkpoint = await loadCheckpoint(path, start);
    start = checkpoint.tree;
    ({ position: from, history } = fromMetadata(checkpoint.metadata, config));
  }
  await materialize(start, backend);

  const bar = progress({
    total: totalSteps * batchSize,
    done: from.step * batchSize,
    unit: 'digits',
    stream: around.output,
  });
  const began = performance.now() - 1000 * history.seconds;
  let evaluation: Evaluation | undefined;
  const { state, position, finished } = await fit({
    state: start,
    from,
    epochs,
    signal,
    batches: (epoch, first) =>
      batches(data.train, { batchSize, key: foldIn(orderKey, epoch), dropLast: true, start: first }),
    step: (state: State, batch, at) => step(state, batch, rate(at.step), foldIn(dropoutKey, at.step)),
    callbacks: [
      {
        onStep({ position: at, metrics }) {
          history.loss.push(metrics.loss!);
          history.accuracy.push(metrics.accuracy!);
          bar.update(at.step * batchSize, name, `epoch ${at.epoch + 1}/${epochs}`, `loss ${metrics.loss!.toFixed(3)}`);
        },
        async onEpochEnd({ state, position: at }) {
          evaluation = await test(state.params);
          history.seconds = (performance.now() - began) / 1000;
          const { accuracy, loss } = evaluation;
          history.tests.push({ step: at.step, loss, accuracy, seconds: history.seconds });
          await save(state, at);
          bar.log(
            `${name}  epoch ${at.epoch}/${epochs}  test loss ${loss.toFixed(4)}  test accuracy ${(100 * accuracy).toFixed(2)} %  ${history.seconds.toFixed(1)} s`,
          );
        },
      },
    ],
  }).finally(() => bar.end());
  if (!finished) {
    history.seconds = (performance.now() - began) / 1000;
    await save(state, position);
    throw new Interrupted(`${name} stopped after step ${position.step} of ${totalSteps}; checkpoint: ${path}`);
  }
  evaluation ??= await test(state.params);
  const digest = await digestOf(state.params);
  await Promise.all([step.dispose(), predict.dispose()]);
  return { name, parameters, history, evaluation, digest };
}
