/**
 * The part of ONNX Runtime's JavaScript API used here, which `onnxruntime-node` and `onnxruntime-web` share. Described
 * by structure, so that neither package's types are needed to use this one.
 */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: object): Promise<OrtSession>;
  };
  readonly Tensor: new (type: string, data: OrtArray, dims: readonly number[]) => OrtTensor;
  readonly env?: { readonly wasm?: { numThreads?: number }; readonly versions?: { readonly web?: string } };
}

export type OrtArray = Float32Array | Uint16Array | Int32Array | Uint8Array;

export interface OrtTensor {
  readonly dims: readonly number[];
  readonly type: string;
  readonly location?: string;
  readonly data: unknown;
  getData?(releaseData?: boolean): Promise<unknown>;
  dispose?(): void;
}

export interface OrtSession {
  run(
    feeds: { readonly [name: string]: OrtTensor },
    fetches?: { readonly [name: string]: OrtTensor | null },
  ): Promise<{ readonly [name: string]: OrtTensor }>;
  release(): Promise<void>;
}
