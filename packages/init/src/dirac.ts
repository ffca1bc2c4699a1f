import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import type { FanAxes } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireCount } from './internal/check.js';
import { fromKernels, inCentre, requireKernel } from './internal/layout.js';

export interface DiracOptions {
  /** Groups of the convolution, each of which hands its own channels on. Default 1. */
  groups?: number;
  /** Which axes are which, for layouts other than [out, in, ...kernel]. */
  axes?: FanAxes;
}

/**
 * A convolution kernel [out, in / groups, ...kernel] that hands its input on: 1 in the middle of the window from channel i
 * to channel i of each group, as far as there are channels; 0 elsewhere.
 *
 * @throws ArgumentError unless groups divide the outputs; ShapeError for a shape of less than 3 axes.
 * Source: `torch.nn.init.dirac_`.
 */
export function dirac(options: DiracOptions = {}): Initializer {
  checkOptions('dirac', options, ['groups', 'axes']);
  const groups = requireCount('dirac', 'groups', options.groups ?? 1);
  return (_key, shape) => {
    requireKernel('dirac', shape, 'identity');
    return fromKernels('dirac', shape, options.axes, (sizes) => {
      const { batch, outputs, inputs } = sizes;
      if (outputs % groups !== 0) throw new ArgumentError(`dirac: groups ${groups} must divide the outputs ${outputs}`);
      const matrices = new Float32Array(batch * outputs * inputs);
      for (let row = 0; row < batch * outputs; row++) {
        const channel = (row % outputs) % (outputs / groups);
        if (channel < inputs) matrices[row * inputs + channel] = 1;
      }
      return inCentre(sizes, matrices, 'up');
    });
  };
}
