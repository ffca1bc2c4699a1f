import type { Initializer } from '@saddlepoint/init';
import {
  type ConvOptions,
  checkOptions,
  conv,
  reshape,
  ShapeError,
  showShape,
  split,
  type Tensor,
} from '@saddlepoint/tensor';
import { checked } from './checked.js';
import { checkInput, checkParameters, type Layer, requireCount, requireInitializer } from './layer.js';
import { torchDefault } from './linear.js';

export interface ConvParams {
  /** [outputs, inputs / groups, ...kernel]. */
  weight: Tensor;
  /** [outputs]. */
  bias?: Tensor;
}

export interface ConvLayerOptions extends ConvOptions {
  /** Default: PyTorch's, U(±1/√fanIn) with fanIn = inputs / groups · kernel size. */
  weight?: Initializer;
  /** How to start the bias, or false for none. Default: as the weight. */
  bias?: Initializer | false;
}

function convLayer(
  owner: string,
  axes: number,
  inputs: number,
  outputs: number,
  kernel: number | readonly number[],
  options: ConvLayerOptions = {},
): Layer<ConvParams> {
  checkOptions(owner, options, ['strides', 'padding', 'dilations', 'groups', 'weight', 'bias']);
  const { weight = torchDefault, bias = torchDefault, ...window } = options;
  requireCount(owner, 'inputs', inputs);
  requireCount(owner, 'outputs', outputs);
  requireInitializer(owner, 'weight', weight);
  if (bias !== false) requireInitializer(owner, 'bias', bias);
  const sizes = typeof kernel === 'number' ? new Array<number>(axes).fill(kernel) : kernel;
  if (sizes.length !== axes) throw new ShapeError(`${owner}: kernel ${showShape(sizes)} needs ${axes} sizes`);
  for (const size of sizes) requireCount(owner, 'kernel', size);
  const groups = window.groups ?? 1;
  requireCount(owner, 'groups', groups);
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw new ShapeError(`${owner}: groups ${groups} must divide inputs ${inputs} and outputs ${outputs}`);
  }
  const field = sizes.reduce((a, b) => a * b, 1);
  const fans = { fanIn: (inputs / groups) * field, fanOut: outputs * field };
  const shapes = { weight: [outputs, inputs / groups, ...sizes], ...(bias && { bias: [outputs] }) };
  return checked(owner, {
    init(key) {
      const [first, second] = split(key);
      const params: ConvParams = { weight: weight(first, shapes.weight, fans) };
      return bias ? { ...params, bias: bias(second, [outputs], fans) } : params;
    },
    apply(params, x) {
      if (x.rank !== axes + 2 || x.shape[1] !== inputs) {
        throw new ShapeError(
          `${owner}: input ${showShape(x.shape)} must be [batch, ${inputs}${', size'.repeat(axes)}]; channels come second`,
        );
      }
      checkParameters(owner, params, shapes);
      checkInput(owner, x, params);
      const y = conv(x, params.weight, window);
      return params.bias ? y.add(reshape(params.bias, [outputs, ...sizes.map(() => 1)])) : y;
    },
  });
}

/**
 * Convolution over one spatial axis, [N, inputs, L] → [N, outputs, L′]. Parameters as `torch.nn.Conv1d`.
 *
 * @param kernel window size. Options: strides, padding (numbers, `same`, `valid`), dilations, groups; weight, bias.
 */
export function conv1d(
  inputs: number,
  outputs: number,
  kernel: number | readonly number[],
  options?: ConvLayerOptions,
) {
  return convLayer('conv1d', 1, inputs, outputs, kernel, options);
}

/**
 * Convolution over images, [N, inputs, H, W] → [N, outputs, H′, W′]. Parameters as `torch.nn.Conv2d`.
 *
 * @param kernel window size, one number or [height, width]. Options: strides, padding (numbers, `same`, `valid`),
 *   dilations, groups (as many as inputs: depthwise); weight, bias.
 */
export function conv2d(
  inputs: number,
  outputs: number,
  kernel: number | readonly number[],
  options?: ConvLayerOptions,
) {
  return convLayer('conv2d', 2, inputs, outputs, kernel, options);
}

/** Convolution over volumes, [N, inputs, D, H, W] → [N, outputs, D′, H′, W′]. Parameters as `torch.nn.Conv3d`. */
export function conv3d(
  inputs: number,
  outputs: number,
  kernel: number | readonly number[],
  options?: ConvLayerOptions,
) {
  return convLayer('conv3d', 3, inputs, outputs, kernel, options);
}
