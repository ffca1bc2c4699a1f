/** The dtypes tfjs has that matter here. */
export type EngineDType = 'float32' | 'int32' | 'bool';

/** A tensor of tfjs: a handle on values that are with the engine. */
export interface TfTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** What runs a kernel by its name; it counts tensors and bytes, and profiles. */
export interface TfEngine {
  runKernel(name: string, inputs: object, attributes?: object): unknown;
}

/**
 * The part of the tfjs namespace that the backend uses. `@tensorflow/tfjs`, `@tensorflow/tfjs-core`, `-node` and
 * `-node-gpu` all have it; written out here, so that none of them has to be installed for its types.
 */
export interface TfModule {
  ready(): Promise<void>;
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  engine(): TfEngine;
  getKernel(name: string, engine: string): unknown;
  tensor(values: Float32Array | Int32Array | Uint8Array, shape: number[], dtype: EngineDType): TfTensor;
  keep(tensor: never): unknown;
}
