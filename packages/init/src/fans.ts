import { ArgumentError, checkOptions, type Shape, ShapeError, showShape } from '@saddlepoint/tensor';

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
 * ones included; `fanOut` is not divided by the groups, as there. Other layouts say so: `{ input: 0, output: 1 }` for
 * transposed convolutions [in, out, ...kernel], `{ input: -2, output: -1 }` for [...kernel, in, out].
 *
 * @throws ShapeError for a shape without these axes, such as a vector; ArgumentError for an axis named twice.
 */
export function fansOf(shape: Shape, axes: FanAxes = {}): Fans {
  const { input, output, window } = axesOf(shape, axes);
  const sizeOver = (list: readonly number[]) => list.reduce((size, axis) => size * shape[axis]!, 1);
  const field = sizeOver(window);
  return { fanIn: sizeOver(input) * field, fanOut: sizeOver(output) * field };
}

/** The axes of a parameter by their roles, counted from 0. @throws as {@link fansOf}. */
export function axesOf(shape: Shape, axes: FanAxes = {}) {
  checkOptions('fansOf', axes, ['input', 'output', 'batch']);
  const input = axisList(shape, axes.input ?? 1);
  const output = axisList(shape, axes.output ?? 0);
  const batch = axisList(shape, axes.batch ?? []);
  const named = [...input, ...output, ...batch];
  const twice = named.find((axis, i) => named.indexOf(axis) !== i);
  if (twice !== undefined) {
    throw new ArgumentError(`fansOf: axis ${twice} is named twice; an axis is one of input, output and batch`);
  }
  const window = [...shape.keys()].filter((axis) => !named.includes(axis));
  return { input, output, batch, window };
}

function axisList(shape: Shape, axes: number | readonly number[]): number[] {
  return [axes].flat().map((axis) => {
    const at = axis < 0 ? axis + shape.length : axis;
    if (Number.isInteger(at) && at >= 0 && at < shape.length) return at;
    throw new ShapeError(
      `fansOf: shape ${showShape(shape)} has no axis ${axis}, so its fans are unknown; ` +
        'name the axes, give { fanIn, fanOut }, or choose a scheme without fans, such as normal()',
    );
  });
}

/**
 * The fans to scale by: those of the axes the user named, else what the layer gives, else the shape's own.
 *
 * @throws ArgumentError for fans that are not positive.
 */
export function chooseFans(owner: string, shape: Shape, given: Fans | undefined, axes: FanAxes | undefined): Fans {
  if (axes) return fansOf(shape, axes);
  if (!given) return fansOf(shape);
  for (const name of ['fanIn', 'fanOut'] as const) {
    if (!(given[name] > 0 && Number.isFinite(given[name]))) {
      throw new ArgumentError(`${owner}: ${name} ${given[name]} must be a finite number above 0`);
    }
  }
  return given;
}
