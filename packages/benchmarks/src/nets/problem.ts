import type { Tensor } from '@saddlepoint/tensor';

/** Something to train: parameters, one batch of data, and the loss. */
export interface Problem {
  /** Parameters; only their shapes count, every side starts from the same pattern of values. */
  init(): unknown;
  batch(): { readonly [name: string]: Tensor };
  loss(params: unknown, batch: { readonly [name: string]: Tensor }): Tensor;
}
