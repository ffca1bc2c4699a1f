import { ArgumentError, checkOptions, type Tensor } from '@saddlepoint/tensor';

/** Where training stands: the batch to train on next. Plain numbers, to be written into a checkpoint's metadata. */
export type Position = {
  /** Passes over the data completed. */
  readonly epoch: number;
  /** Batches of the current pass completed. */
  readonly batch: number;
  /** Steps completed in all. */
  readonly step: number;
};

export interface StepResult<State> {
  readonly state: State;
  /** Scalars to watch, such as the loss. Read, then disposed of. Default none. */
  readonly metrics?: { readonly [name: string]: Tensor };
}

export interface TrainingEvent<State> {
  readonly state: State;
  /** Where training goes on from here. */
  readonly position: Position;
}

export interface StepEvent<State> extends TrainingEvent<State> {
  readonly metrics: { readonly [name: string]: number };
}

/** What happens besides training: display, evaluation, checkpoints. Training waits for what they return. */
export interface Callback<State> {
  /** After each step. */
  onStep?(event: StepEvent<State>): void | Promise<void>;
  /** After each pass; `position.epoch` counts it already. */
  onEpochEnd?(event: TrainingEvent<State>): void | Promise<void>;
}

export interface FitOptions<State, Batch> {
  /** All that a step reads and replaces: parameters, optimizer state, keys. */
  state: State;
  /** The batches of a pass from number `start` on: the same ones whenever it is asked. Write it before `step`, whose
   * batch TypeScript then knows. */
  batches: (epoch: number, start: number) => AsyncIterable<Batch> | Iterable<Batch>;
  /** One step, usually a call of a compiled function. `position` is that of the batch. */
  step: (state: State, batch: Batch, position: Position) => Promise<StepResult<State>> | StepResult<State>;
  /** Passes in all, from 0 up. */
  epochs: number;
  /** Where to begin, to resume. Default the beginning. */
  from?: Position;
  /** Aborted: the step under way is finished, then training ends. Default never. */
  signal?: AbortSignal;
  /** Called in order. Default none. */
  callbacks?: readonly Callback<State>[];
}

export interface FitResult<State> extends TrainingEvent<State> {
  /** False when the signal ended training early. */
  readonly finished: boolean;
}

const allowed = ['state', 'batches', 'step', 'epochs', 'from', 'signal', 'callbacks'];

/**
 * Trains: `state, metrics = step(state, batch)` for each batch of each pass. Nothing is kept between steps but the state
 * and the position, so that training resumed from both equals training that was never interrupted, bit for bit, if
 * `step` and `batches` are functions of their arguments.
 *
 * @throws ArgumentError for an unknown option, numbers out of range, a pass without batches, or a metric that is not a
 *   scalar; whatever `step`, `batches` and the callbacks throw.
 */
export async function fit<State, Batch>(options: FitOptions<State, Batch>): Promise<FitResult<State>> {
  checkOptions('fit', options, allowed);
  const { step, batches, epochs, signal, callbacks = [] } = options;
  requireCount('epochs', epochs);
  let { state, from: position = { epoch: 0, batch: 0, step: 0 } } = options;
  for (const name of ['epoch', 'batch', 'step'] as const) requireCount(`from.${name}`, position[name]);

  while (position.epoch < epochs) {
    const { epoch, batch: start } = position;
    if (signal?.aborted) return { state, position, finished: false };
    for await (const batch of batches(epoch, start)) {
      const result = await step(state, batch, position);
      state = result.state;
      position = { epoch, batch: position.batch + 1, step: position.step + 1 };
      const metrics = await readMetrics(result.metrics ?? {});
      for (const callback of callbacks) await callback.onStep?.({ state, position, metrics });
      if (signal?.aborted) return { state, position, finished: false };
    }
    if (position.batch === 0) throw new ArgumentError(`fit: batches(${epoch}, 0) gave no batch`);
    position = { epoch: epoch + 1, batch: 0, step: position.step };
    for (const callback of callbacks) await callback.onEpochEnd?.({ state, position });
  }
  return { state, position, finished: true };
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ArgumentError(`fit: ${name} ${value} must be a whole number from 0 up`);
  }
}

async function readMetrics(metrics: { readonly [name: string]: Tensor }): Promise<{ [name: string]: number }> {
  const values: { [name: string]: number } = {};
  for (const [name, metric] of Object.entries(metrics)) {
    if (metric.size !== 1)
      throw new ArgumentError(`fit: metric '${name}' is [${metric.shape.join(', ')}]; it must be a scalar`);
    values[name] = (await metric.data())[0]!;
    metric.dispose();
  }
  return values;
}
