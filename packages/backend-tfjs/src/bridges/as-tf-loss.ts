import type { Tensor } from '@saddlepoint/tensor';
import type { TfjsBackend } from '../tfjs.js';
import { asTfFunction } from './as-tf-function.js';
import type { TfTensor } from './internal/namespace.js';

/** A loss as `model.compile({ loss })` takes it. */
export interface TfLoss {
  (target: TfTensor, prediction: TfTensor): TfTensor;
  /** Frees the constants that the engine holds for it. */
  dispose(): void;
}

/**
 * A loss of ours as one of tfjs, for `model.compile({ loss })` and `optimizer.minimize`, with right derivatives of first
 * and second order: those of `tf.losses` are wrong with respect to labels, and through softmax in the second order.
 *
 * tfjs passes the target first, ours take the prediction first: give `asTfLoss(backend, mse)`, or a function for a loss
 * with options, `(logits, labels) => crossEntropy(logits, labels, { labelSmoothing: 0.1 })`. A loss of logits wants a model
 * without softmax at its end. `reduction: 'none'` where `model.fit` has sample weights.
 *
 * @param loss from prediction and target to one number, or one a sample.
 */
export function asTfLoss(backend: TfjsBackend, loss: (prediction: Tensor, target: Tensor) => Tensor): TfLoss {
  const operation = asTfFunction(backend, (target: Tensor, prediction: Tensor) => loss(prediction, target));
  return Object.assign((target: TfTensor, prediction: TfTensor): TfTensor => operation(target, prediction), {
    dispose: operation.dispose,
  });
}
