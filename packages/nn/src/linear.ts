import { type Initializer, kaimingUniform } from '@saddlepoint/init';
import { checkOptions, matmul, reshape, ShapeError, showShape, split, type Tensor } from '@saddlepoint/tensor';
import { checked } from './checked.js';
import { checkInput, checkParameters, type Layer, requireCount, requireInitializer } from './layer.js';

export interface LinearParams {
  /** [outputs, inputs]. */
  weight: Tensor;
  /** [outputs]. */
  bias?: Tensor;
}

export interface LinearOptions {
  /** Default: PyTorch's, U(±1/√inputs). */
  weight?: Initializer;
  /** How to start the bias, or false for none. Default: PyTorch's, U(±1/√inputs). */
  bias?: Initializer | false;
}

/** PyTorch's default for linear and convolution layers: U(±1/√fanIn), for weights and biases alike. */
export const torchDefault: Initializer = kaimingUniform({ nonlinearity: 'leakyRelu', negativeSlope: Math.sqrt(5) });

/**
 * A fully connected layer: y = x Wᵀ + b, [..., inputs] → [..., outputs]. Parameters have the names and layout of
 * `torch.nn.Linear`.
 *
 * @throws ShapeError when the input's last axis is not `inputs`, or a parameter has another shape; DTypeError for an input
 *   that is not float.
 */
export function linear(inputs: number, outputs: number, options: LinearOptions = {}): Layer<LinearParams> {
  checkOptions('linear', options, ['weight', 'bias']);
  requireCount('linear', 'inputs', inputs);
  requireCount('linear', 'outputs', outputs);
  const { weight = torchDefault, bias = torchDefault } = options;
  requireInitializer('linear', 'weight', weight);
  if (bias !== false) requireInitializer('linear', 'bias', bias);
  const fans = { fanIn: inputs, fanOut: outputs };
  const shapes = { weight: [outputs, inputs], ...(bias && { bias: [outputs] }) };
  return checked('linear', {
    init(key) {
      const [first, second] = split(key);
      const params: LinearParams = { weight: weight(first, shapes.weight, fans) };
      return bias ? { ...params, bias: bias(second, [outputs], fans) } : params;
    },
    apply(params, x) {
      if (x.shape.at(-1) !== inputs) {
        const fix = x.rank > 2 && x.size === x.shape[0]! * inputs ? '; flatten() first?' : '';
        throw new ShapeError(`linear: input ${showShape(x.shape)} must end in ${inputs}${fix}`);
      }
      checkParameters('linear', params, shapes);
      checkInput('linear', x, params);
      // As one matrix, so that an engine can do product and bias in one go.
      const rows = x.rank === 2 ? x : reshape(x, [-1, inputs]);
      const product = matmul(rows, params.weight, { transposeB: true });
      const y = params.bias ? product.add(params.bias) : product;
      return x.rank === 2 ? y : reshape(y, [...x.shape.slice(0, -1), outputs]);
    },
  });
}
