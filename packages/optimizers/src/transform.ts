import type { Tensor } from '@saddlepoint/tensor';

/** What an optimizer remembers between steps: a tree of tensors, to pass around, save and load like any other. */
export interface OptimizerState {
  readonly [name: string]: Tensor | OptimizerState;
}

export type { Match } from '@saddlepoint/tensor';

/** What changes from step to step. */
export interface Extras {
  /**
   * Replaces the learning rate of the options. Inside a compiled function pass a scalar argument of that function, so
   * that a schedule evaluated on the host never recompiles it.
   */
  learningRate?: number | Tensor;
  /**
   * Replaces μ, or β₁, of every method that has one, from 0 to below 1: for schedules that lower it as they raise the rate.
   * Others take no notice of it, nor do the schedule-free ones, whose β says where the average is.
   */
  momentum?: number | Tensor;
  /** An estimate of the diagonal of the loss's Hessian, a tree as the parameters: for Sophia, at every tenth step or so. */
  hessian?: unknown;
  /** What only one group of a `partition` gets, by its name; it goes before the rest. */
  groups?: Readonly<Record<string, Extras>>;
}

export interface Update<P> {
  /** What to add to the parameters. */
  readonly updates: P;
  readonly state: OptimizerState;
}

/**
 * One link of an optimizer: turns gradients into updates, as in Optax. Pure: it computes new state and changes nothing.
 *
 * State that belongs to a parameter has the structure of the parameters and is found by path: leaves can be reordered,
 * and a state that belongs to another model is an error that lists the paths.
 */
export interface Transform {
  /** The key of its state in a {@link chain}. */
  readonly name: string;
  /** State before the first step for float parameters of this structure. */
  init<P>(params: P): OptimizerState;
  /** Updates from gradients. All trees have the structure of the parameters. */
  update<P>(grads: P, state: OptimizerState, params: P, extras?: Extras): Update<P>;
}
