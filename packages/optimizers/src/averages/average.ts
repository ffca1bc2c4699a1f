import type { Tensor } from '@saddlepoint/tensor';

/** A running average of the parameters: a tree to pass to a compiled step, and to save, like any other. */
export interface AverageState<P> {
  /** Updates made so far, an int32 scalar. */
  readonly step: Tensor;
  readonly average: P;
}

/** Averages parameters over time; the average is what one evaluates, the parameters are what one trains on. */
export interface Averaging {
  /** An average that begins with these parameters. */
  init<P>(params: P): AverageState<P>;
  /** The state after these parameters were added. Pure: it can be part of the compiled training step. */
  update<P>(state: AverageState<P>, params: P): AverageState<P>;
  /** The averaged parameters. */
  weights<P>(state: AverageState<P>): P;
}
