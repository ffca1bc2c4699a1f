import type { Metadata, Position } from '@saddlepoint/train';
import { UsageError } from '@saddlepoint/train/node';
import type { ModelName, Options } from './options.js';

/** What there is to tell about a run: the curves. */
export interface History {
  /** Of each step; NaN where they were not finite. */
  readonly loss: number[];
  readonly accuracy: number[];
  /** After each epoch, on the test digits. */
  readonly tests: { step: number; loss: number; accuracy: number; seconds: number }[];
  /** Spent training and testing so far. */
  seconds: number;
}

/** The options that decide the numbers: a run can be resumed only with the same ones. */
export type Config = { readonly [K in (typeof configKeys)[number]]: string | number };
const configKeys = ['model', 'epochs', 'seed', 'batchSize', 'examples'] as const;

export function configOf(model: ModelName, { epochs, seed, batchSize, examples }: Options): Config {
  return { model, epochs, seed, batchSize, examples };
}

/** A run as a checkpoint's metadata. */
export function toMetadata(config: Config, position: Position, history: History): Metadata {
  const finite = (values: readonly number[]) => values.map((x) => (Number.isFinite(x) ? x : null));
  return {
    config,
    position,
    history: { ...history, loss: finite(history.loss), accuracy: finite(history.accuracy) },
  };
}

/**
 * Reads a run back.
 *
 * @throws UsageError naming the options that differ from those of the run.
 */
export function fromMetadata(metadata: Metadata, config: Config): { position: Position; history: History } {
  const saved = metadata as unknown as { config: Config; position: Position; history: History };
  const differ = configKeys.filter((key) => saved.config?.[key] !== config[key]);
  if (differ.length > 0) {
    const list = differ.map((key) => `${key} (${saved.config?.[key]} there, ${config[key]} here)`).join(', ');
    throw new UsageError(
      `--resume: the checkpoint was made with another ${list}; give the same options, or leave out --resume`,
    );
  }
  const { position, history } = saved;
  const numbers = (values: readonly (number | null)[]) => values.map((x) => x ?? Number.NaN);
  return { position, history: { ...history, loss: numbers(history.loss), accuracy: numbers(history.accuracy) } };
}
