import type { Transform } from '../transform.js';
import { scale } from './scale.js';

/**
 * Gradients with the other sign: as the first link it makes any optimizer climb, weight decay excepted, as does
 * `maximize` of the optimizers of PyTorch.
 */
export function maximize(): Transform {
  return { ...scale(-1), name: 'maximize' };
}
