import { ArgumentError, ShapeError, showShape, showValue, type Tensor } from '@saddlepoint/tensor';
import { requireFloat } from '../internal/check.js';
import { singularValues } from '../internal/singular-values.js';

/**
 * All singular values of a convolution with circular padding and stride 1, largest first, on the host in double
 * precision: those of the kernel's Fourier transform, one small complex matrix a frequency.
 *
 * When to use: to look at a layer's exact spectrum, or to scale a kernel once, `kernel.div(values[0])`. In training,
 * `spectralNormalization({ conv })` takes the norm of the layer as it is applied, padding and strides included, by two
 * convolutions a step; this takes size · channels³ operations on the host. At a size of the image and the kernel together,
 * less 1, the largest value is a bound for zero padding.
 *
 * @param kernel [outputs, inputs, ...taps]. @param size the input's sizes, each at least that of the kernel.
 * @returns size · min(outputs, inputs) numbers.
 * @throws ShapeError for a kernel without taps; ArgumentError for sizes that do not fit.
 * Source: Sedghi, Gupta, Long 2018, "The singular values of convolutional layers", arXiv:1805.10408.
 */
export async function convSingularValues(kernel: Tensor, size: readonly number[]): Promise<Float64Array> {
  requireFloat('convSingularValues', 'kernel', kernel);
  const { shape } = kernel;
  const [outputs, inputs, ...taps] = shape as [number, number, ...number[]];
  if (shape.length < 3 || kernel.size === 0) {
    throw new ShapeError(
      `convSingularValues: kernel ${showShape(shape)} must be [outputs, inputs, size, …], not empty`,
    );
  }
  const fits = Array.isArray(size) && size.length === taps.length;
  if (!fits || size.some((d, i) => !Number.isInteger(d) || d < taps[i]!)) {
    const given = Array.isArray(size) ? showShape(size) : showValue(size);
    throw new ArgumentError(
      `convSingularValues: size ${given} must be ${taps.length} whole numbers, each at least the kernel's ${showShape(taps)}`,
    );
  }
  const values = await kernel.data();
  const frequencies = size.reduce((a, b) => a * b, 1);
  const all: number[] = [];
  for (let f = 0; f < frequencies; f++) {
    const frequency = positions(f, size);
    const mirror = flatten(
      frequency.map((k, axis) => (size[axis]! - k) % size[axis]!),
      size,
    );
    // The opposite frequency's matrix is the conjugate one, of the same singular values.
    if (mirror < f) continue;
    const { re, im } = transformAt(values, outputs * inputs, frequency, taps, size);
    const found = singularValues(re, im, outputs, inputs);
    all.push(...found, ...(mirror > f ? found : []));
  }
  return Float64Array.from(all).sort().reverse();
}

/** The multi-index of a position in row-major order. */
function positions(flat: number, size: readonly number[]): number[] {
  const out = new Array<number>(size.length);
  for (let axis = size.length - 1, rest = flat; axis >= 0; axis--) {
    out[axis] = rest % size[axis]!;
    rest = Math.floor(rest / size[axis]!);
  }
  return out;
}

/** The position of a multi-index. */
const flatten = (index: readonly number[], size: readonly number[]): number =>
  index.reduce((flat, k, axis) => flat * size[axis]! + k, 0);

/** Σ over the taps of K[·, ·, tap] e^(−2πi frequency · tap / size). */
function transformAt(
  values: ArrayLike<number>,
  entries: number,
  frequency: readonly number[],
  taps: readonly number[],
  size: readonly number[],
): { re: Float64Array; im: Float64Array } {
  const field = taps.reduce((a, b) => a * b, 1);
  const [re, im] = [new Float64Array(entries), new Float64Array(entries)];
  for (let tap = 0; tap < field; tap++) {
    const turns = positions(tap, taps).reduce((sum, k, axis) => sum + (k * frequency[axis]!) / size[axis]!, 0);
    const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
    for (let e = 0; e < entries; e++) {
      re[e]! += values[e * field + tap]! * cos;
      im[e]! -= values[e * field + tap]! * sin;
    }
  }
  return { re, im };
}
