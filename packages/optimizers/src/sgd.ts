import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { alias } from './chain.js';
import { decay, descend } from './internal/descent.js';
import { momentum } from './momentum.js';
import type { Transform } from './transform.js';

export interface SgdOptions {
  /** From 0 up. Default 1e-3. */
  learningRate?: number;
  /** From 0 to below 1. Default 0: no buffer. */
  momentum?: number;
  /** How much of a gradient does not enter the buffer. Default 0. */
  dampening?: number;
  /** Look ahead by one step; needs momentum and no dampening. Default false. */
  nesterov?: boolean;
  /** The learning rate enters the velocity, v = μv − ηg, as in Keras: it differs once the rate changes. Default false. */
  learningRateInMomentum?: boolean;
  /** L2 regularisation: adds weightDecay · parameter to the gradient. Default 0. */
  weightDecay?: number;
}

/**
 * Stochastic gradient descent, with momentum and Nesterov's look-ahead: `torch.optim.SGD`, its defaults included.
 *
 * Moves 12 bytes a parameter (reads g, θ; writes θ), 20 with momentum (and its buffer both ways).
 * With a good schedule it is still hard to beat on convolutional networks; for transformers take {@link adamw}.
 *
 * @throws ArgumentError for options out of range, or for Nesterov without momentum or with dampening.
 * Source: Robbins, Monro (1951); Sutskever, Martens, Dahl, Hinton (2013).
 */
export function sgd(options: SgdOptions = {}): Transform {
  checkOptions('sgd', options, [
    'learningRate',
    'momentum',
    'dampening',
    'nesterov',
    'learningRateInMomentum',
    'weightDecay',
  ]);
  const { learningRate = 1e-3, weightDecay = 0, momentum: mu = 0, dampening = 0, nesterov = false } = options;
  if (mu === 0 && (nesterov || dampening !== 0)) {
    throw new ArgumentError(`sgd: ${nesterov ? 'nesterov' : 'dampening'} needs momentum above 0`);
  }
  const buffer = mu === 0 ? [] : [momentum({ momentum: mu, dampening, nesterov })];
  const descent = descend('sgd', learningRate);
  const links = options.learningRateInMomentum ? [descent, ...buffer] : [...buffer, descent];
  return alias('sgd', ...decay(weightDecay), ...links);
}
