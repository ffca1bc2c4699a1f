import { exp, logSoftmax, mul, stopGradient, sub, sum, type Tensor } from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber } from '../internal/checks.js';
import { classAxis } from '../internal/labels.js';
import { requireClassLogits } from '../internal/logits.js';
import { checkLossOptions, finish } from '../internal/loss.js';
import type { DivergenceOptions } from './kl-divergence.js';

export interface DistillationOptions extends DivergenceOptions {
  /** T > 0: higher shows more of what the teacher thinks of wrong classes. Default 2. */
  temperature?: number;
}

/**
 * T² KL(softmax(teacher / T) ‖ softmax(student / T)), one loss a row. No gradient flows to the teacher. The factor T²
 * keeps gradients of one size whatever T is.
 *
 * When to use: train a small model on a large one's logits, with or without α · `crossEntropy(student, labels)` added.
 *
 * @param student @param teacher logits of one shape.
 * @throws ShapeError, DTypeError; ArgumentError for temperature ≤ 0, and where known for probabilities in place of
 *   logits.
 * Source: Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a Neural Network", arXiv:1503.02531.
 */
export function distillation(student: Tensor, teacher: Tensor, options: DistillationOptions = {}): Tensor {
  checkLossOptions('distillation', options, ['axis', 'temperature']);
  const { temperature = 2 } = options;
  requireAlike('distillation', { student, teacher });
  requireNumber('distillation', 'temperature', temperature, positive);
  const axis = classAxis('distillation', student, options.axis);
  requireClassLogits('distillation', 'student', student, axis);
  requireClassLogits('distillation', 'teacher', teacher, axis);
  const logs = (z: Tensor) => logSoftmax(mul(z, 1 / temperature), axis);
  const wanted = stopGradient(logs(teacher));
  const divergence = sum(mul(exp(wanted), sub(wanted, logs(student))), axis);
  return finish('distillation', mul(divergence, temperature ** 2), options);
}
