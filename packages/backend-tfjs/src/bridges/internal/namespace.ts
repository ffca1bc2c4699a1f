import type { TfNamespace } from '../../node-binding.js';
import type { TfjsBackend } from '../../tfjs.js';

export type TfTensor = import('@tensorflow/tfjs').Tensor;
export type TfVariable = import('@tensorflow/tfjs').Variable;

/** All of the namespace that the user gave to `tfjs(tf)`. */
export const namespaceOf = (backend: TfjsBackend): TfNamespace => backend.tf as unknown as TfNamespace;
