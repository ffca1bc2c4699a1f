import type { Net } from './nets/index.js';

/** `gradient`: forward and backward. `train`: those and AdamW. `hvp`: the Hessian times a vector. */
export type Mode = 'gradient' | 'train' | 'hvp';

/** A class of `torch.optim` or a function of Optax, with the arguments that make it the same optimizer as ours. */
export interface Counterpart {
  name: string;
  options: { readonly [name: string]: number | boolean | string };
}

/** One repeatable piece of work, as plain data that goes to every side. */
export type Work =
  /** `cold`: results of earlier compilations, kept on disk, are not used. */
  | ({ kind: 'step'; mode: Mode; cold?: boolean } & Net)
  | {
      kind: 'update';
      /** Name in our table (`optimizers.ts`). */
      optimizer: string;
      torch?: Counterpart;
      optax?: Counterpart;
      /** Ten matrices of this shape are updated. */
      matrix: readonly [number, number];
    }
  /** Copying memory on one thread, so that `bytes` are moved: half of them read, half written. */
  | { kind: 'copy'; bytes: number };

/** How many matrices an `update` has. */
export const matrices = 10;
