import { checkOptions, ShapeError } from '@saddlepoint/tensor';
import type { Initializer } from './initializer.js';
import { requirePositive } from './internal/check.js';
import { fromKernels, inCentre, requireKernel } from './internal/layout.js';
import { orthogonalMatrices } from './internal/orthogonal.js';
import type { OrthogonalOptions } from './orthogonal.js';

/**
 * A convolution kernel that is an orthogonal matrix [out, in] in the middle of its window and 0 elsewhere: the convolution
 * keeps lengths, as an orthogonal linear layer does. Trains plain convolutional networks of thousands of layers.
 *
 * @param options gain (default 1), axes.
 * @throws ArgumentError for a gain that is not above 0; ShapeError for a shape of less than 3 axes or with more inputs than
 *   outputs; GraphError for a key that is not known.
 * Source: Xiao et al., "Dynamical isometry and a mean field theory of CNNs" (2018), arXiv:1806.05393;
 * `jax.nn.initializers.delta_orthogonal`.
 */
export function deltaOrthogonal(options: OrthogonalOptions = {}): Initializer {
  checkOptions('deltaOrthogonal', options, ['gain', 'axes']);
  const gain = requirePositive('deltaOrthogonal', 'gain', options.gain ?? 1);
  return (key, shape) => {
    requireKernel('deltaOrthogonal', shape, 'orthogonal');
    return fromKernels('deltaOrthogonal', shape, options.axes, (sizes) => {
      const { batch, outputs, inputs } = sizes;
      if (inputs > outputs) {
        throw new ShapeError(`deltaOrthogonal: ${inputs} inputs must not be more than the ${outputs} outputs`);
      }
      return inCentre(sizes, orthogonalMatrices('deltaOrthogonal', key, [batch, outputs, inputs], gain), 'down');
    });
  };
}
