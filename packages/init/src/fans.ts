import {
  ArgumentError,
  checkOptions,
  checkShape,
  type Shape,
  ShapeError,
  showShape,
  showValue,
} from '@saddlepoint/tensor';

/** How many inputs feed one output, and how many outputs one input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Which axes of a parameter are which; what is left is the receptive field of a convolution. */
export interface FanAxes {
  /** Default 1, as in [out, in] and [out, in / groups, ...kernel]. */
  readonly input?: number | readonly number[];
  /** Default 0. */
  readonly output?: number | readonly number[];
  /** Axes along which independent parameters are stacked; they count in neither fan. Default none. */
  readonly batch?: number | readonly number[];
}

/**
 * The fans of a parameter of this shape: `fanIn = Π input · Π field`, `fanOut = Π output · Π field`.
 *
 * The default axes are PyTorch's: linear [out, in] and convolution kernels [out, in / groups, ...kernel], depthwise
 * ones included; `fanOut` is not divided by the groups, as there. Other layouts say so:
 *
 * | parameter | axes |
 * |---|---|
 * | transposed convolution [in, out, ...kernel] | `{ input: 0, output: 1 }` |
 * | TensorFlow's and JAX's [...kernel, in, out] | `{ input: -2, output: -1 }` |
 * | TensorFlow's depthwise [...kernel, channels, multiplier] | `{ batch: -2, input: [], output: -1 }` |
 * | depthwise [channels, 1, ...kernel] with fanOut undivided by the channels | `{ batch: 0, input: 1, output: [] }` |
 * | embedding [count, width], of which one row is taken at a time | `{ batch: 0, input: [], output: 1 }` |
 * | attention by heads [3, heads, size, width] | `{ batch: [0, 1], output: 2, input: 3 }` |
 *
 * Parts on top of each other (fused qkv, the gates of recurrent layers, groups) are {@link stacked}.
 *
 * @throws ShapeError for a shape without the usual axes, such as a vector; ArgumentError for an axis that is not there or
 *   named twice.
 */
export function fansOf(shape: Shape, axes?: FanAxes): Fans {
  return fansFor('fansOf', shape, axes);
}

function fansFor(owner: string, shape: Shape, axes: FanAxes | undefined): Fans {
  const { input, output, window } = axesOf(owner, shape, axes);
  const sizeOver = (list: readonly number[]) => list.reduce((size, axis) => size * shape[axis]!, 1);
  const field = sizeOver(window);
  return { fanIn: sizeOver(input) * field, fanOut: sizeOver(output) * field };
}

/** The axes of a parameter by their roles, counted from 0. @throws as {@link fansOf}, in the name of `owner`. */
export function axesOf(owner: string, shape: Shape, axes: FanAxes = {}) {
  checkShape(owner, shape);
  checkOptions(`${owner}: axes`, axes, ['input', 'output', 'batch']);
  const listOf = (role: keyof FanAxes, usual: number | readonly number[]) =>
    [axes[role] ?? usual].flat().map((axis) => axisOf(owner, shape, axis, axes[role] !== undefined && role));
  const [input, output, batch] = [listOf('input', 1), listOf('output', 0), listOf('batch', [])];
  const named = [...input, ...output, ...batch];
  const twice = named.find((axis, i) => named.indexOf(axis) !== i);
  if (twice !== undefined) {
    throw new ArgumentError(
      `${owner}: axes: axis ${twice} of ${showShape(shape)} is named twice; an axis is one of input (default 1), ` +
        'output (default 0) and batch',
    );
  }
  const window = [...shape.keys()].filter((axis) => !named.includes(axis));
  return { input, output, batch, window };
}

/** @param named the role for which the user named the axis; false for the usual one. */
function axisOf(owner: string, shape: Shape, axis: number, named: keyof FanAxes | false): number {
  const rank = shape.length;
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  if (named) {
    const allowed = rank === 0 ? 'a scalar has no axes' : `allowed: ${-rank} to ${rank - 1}`;
    throw new ArgumentError(
      `${owner}: axes.${named} ${showValue(axis)} is no axis of shape ${showShape(shape)}; ${allowed}`,
    );
  }
  throw new ShapeError(
    `${owner}: shape ${showShape(shape)} has no axis ${axis}, so its fans are unknown; ` +
      'name the axes, give { fanIn, fanOut }, or choose a scheme without fans, such as normal()',
  );
}

/**
 * The fans to scale by: those of the axes the user named, else what the layer gives, else the shape's own.
 *
 * @throws ArgumentError for fans that are not positive.
 */
export function chooseFans(owner: string, shape: Shape, given: Fans | undefined, axes: FanAxes | undefined): Fans {
  if (axes !== undefined || !given) return fansFor(owner, shape, axes);
  for (const name of ['fanIn', 'fanOut'] as const) {
    if (!(given[name] > 0 && Number.isFinite(given[name]))) {
      throw new ArgumentError(`${owner}: ${name} ${given[name]} must be a finite number above 0`);
    }
  }
  return given;
}
