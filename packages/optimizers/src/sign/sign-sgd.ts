import { checkOptions, sign, zerosLike } from '@saddlepoint/tensor';
import { requireDecay } from '../internal/check.js';
import { type DescentOptions, descent, descentOptions } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { move } from '../internal/moments.js';
import { mapTensors } from '../internal/trees.js';
import type { Transform } from '../transform.js';

/**
 * The sign of each gradient: −1, 0 or 1. Stateless.
 *
 * Source: Bernstein et al., "signSGD: compressed optimisation for non-convex problems" (2018), arXiv:1802.04434.
 */
export function scaleBySign(): Transform {
  return {
    name: 'sign',
    init: () => ({}),
    update: (grads) => ({ updates: mapTensors('scaleBySign: gradients', grads, sign), state: {} }),
  };
}

export interface SignSgdOptions extends DescentOptions {
  /** μ of a running mean m ← μm + (1 − μ)g whose sign is taken (Signum), from 0 to below 1. Default 0: the gradient's. */
  momentum?: number;
}

/**
 * signSGD: θ ← θ − η sign(g), `optax.sign_sgd`; with momentum, Signum. learningRate 1e-3, weightDecay 0, decoupled.
 *
 * Every coordinate moves by η, so gradients need one bit each: for training over slow connections.
 * Moves 12 bytes a parameter (reads g, θ; writes θ), 20 with momentum.
 *
 * @throws ArgumentError for options out of range, or a mask that matches nothing.
 * Source: Bernstein et al., "signSGD: compressed optimisation for non-convex problems" (2018), arXiv:1802.04434.
 */
export function signSgd(options: SignSgdOptions = {}): Transform {
  checkOptions('signSgd', options, ['momentum', ...descentOptions]);
  const { momentum = 0, ...rest } = options;
  requireDecay('signSgd', 'momentum', momentum);
  const scale = momentum === 0 ? scaleBySign() : signum(momentum);
  return descent('signSgd', scale, { learningRate: 1e-3, decoupledWeightDecay: true, ...rest });
}

function signum(momentum: number): Transform {
  const owner = 'signSgd';
  return leafwise({
    name: 'signum',
    owner,
    state: { mu: zerosLike },
    momentum,
    rule(g, state, { fresh }) {
      const mu = move(state.mu, g, fresh);
      return { update: sign(mu), mu };
    },
  });
}
