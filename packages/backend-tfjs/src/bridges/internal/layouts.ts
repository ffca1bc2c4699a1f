import { type Shape, ShapeError, showShape } from '@saddlepoint/tensor';

export type KernelLayout = 'kernel' | 'depthwise' | 'transposed';

/** How a kernel of tfjs is drawn as one of ours, [out, in, ...window]. */
export interface Drawn {
  readonly field: Shape;
  readonly fans: { readonly fanIn: number; readonly fanOut: number };
  /** Back to tfjs: the shape to give the values, and the order of its axes in tfjs. */
  readonly back: { readonly shape: Shape; readonly permutation: readonly number[] };
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** What every layout of tfjs means. */
export const layouts: Readonly<Record<KernelLayout, (shape: Shape) => Drawn>> = {
  // [...window, in, out]: an output is fed by all inputs in the window.
  kernel(shape) {
    const { window, sizes, axes } = split(shape);
    const [input, output] = sizes;
    const field = [output, input, ...window];
    const fans = { fanIn: input * product(window), fanOut: output * product(window) };
    return { field, fans, back: { shape: field, permutation: [...axes, 1, 0] } };
  },
  // [...window, out, in].
  transposed(shape) {
    const { window, sizes, axes } = split(shape);
    const [output, input] = sizes;
    const field = [output, input, ...window];
    const fans = { fanIn: input * product(window), fanOut: output * product(window) };
    return { field, fans, back: { shape: field, permutation: [...axes, 0, 1] } };
  },
  // [height, width, in, multiplier]: an output is fed by one input only.
  depthwise(shape) {
    if (shape.length < 3) {
      throw new ShapeError(
        `asTfInitializer: ${showShape(shape)} is no depthwise kernel [height, width, in, multiplier]`,
      );
    }
    const { window, sizes, axes } = split(shape);
    const [input, multiplier] = sizes;
    const fans = { fanIn: product(window), fanOut: multiplier * product(window) };
    const back = { shape: [input, multiplier, ...window], permutation: [...axes, 0, 1] };
    return { field: [input * multiplier, 1, ...window], fans, back };
  },
};

/** The window, the last two sizes, and where the window's axes are in [a, b, ...window]. */
function split(shape: Shape): { window: readonly number[]; sizes: [number, number]; axes: number[] } {
  const window = shape.slice(0, -2);
  return { window, sizes: [shape.at(-2)!, shape.at(-1)!], axes: window.map((_, i) => i + 2) };
}
