import {
  ArgumentError,
  type ConvOptions,
  cast,
  checkOptions,
  conv,
  div,
  matmul,
  maximum,
  mul,
  norm,
  normal,
  reshape,
  type Shape,
  showShape,
  split,
  stopGradient,
  sum,
  type Tensor,
  vjp,
  zeros,
} from '@saddlepoint/tensor';
import { asMatrix } from '../internal/matrix.js';

/** How a convolution is applied, so that its own norm can be taken. */
export interface ConvMap extends ConvOptions {
  /** Height and width (or as many sizes as the kernel has) of what the layer sees. */
  size: readonly number[];
}

/** A weight as a linear map from vectors of shape `input`. */
export interface LinearMap {
  readonly input: Shape;
  apply(weight: Tensor, v: Tensor): Tensor;
}

/** The estimate of the largest singular value of a weight, and the vectors it is taken between. */
export interface Vectors {
  /** Of the map's output. */
  readonly u: Tensor;
  /** Of the map's input. */
  readonly v: Tensor;
}

/** The weight as a matrix, a row for each entry of axis `dim`. */
export function matrixMap(owner: string, weight: Tensor, dim: number, path: string): LinearMap {
  const columns = asMatrix(owner, weight, dim, path).shape[1]!;
  const apply = (w: Tensor, v: Tensor) => {
    return reshape(matmul(asMatrix(owner, w, dim, path), reshape(v, [columns, 1])), [-1]);
  };
  return { input: [columns], apply };
}

/** The kernel as the convolution that it is applied by. */
export function convMap(owner: string, weight: Tensor, map: ConvMap, path: string): LinearMap {
  checkOptions(`${owner}: conv`, map, ['size', 'strides', 'padding', 'dilations', 'groups']);
  const { size, ...options } = map;
  if (weight.rank < 3) {
    throw new ArgumentError(
      `${owner}: conv: '${path}' ${showShape(weight.shape)} is no kernel; name the kernels of this size by match`,
    );
  }
  if (!Array.isArray(size) || size.length !== weight.rank - 2 || size.some((d) => !Number.isInteger(d) || d < 1)) {
    throw new ArgumentError(
      `${owner}: conv.size ${Array.isArray(size) ? showShape(size) : String(size)} must be ${weight.rank - 2} ` +
        `sizes for the kernel '${path}' ${showShape(weight.shape)}`,
    );
  }
  return {
    input: [1, weight.shape[1]! * (options.groups ?? 1), ...size],
    apply: (w, v) => conv(v, w, options),
  };
}

/** Random vectors of length 1 for a map. */
export function startVectors(key: Tensor, map: LinearMap, weight: Tensor, eps: number): Vectors {
  const [forU, forV] = split(key);
  const output = map.apply(weight, zeros(map.input, weight.dtype)).shape;
  const draw = (from: Tensor, shape: Shape) => unit(cast(normal(from, shape), weight.dtype), eps);
  return { u: draw(forU, output), v: draw(forV, map.input) };
}

/** The vectors after power iterations, u ← A v / ‖A v‖ and v ← Aᵀ u / ‖Aᵀ u‖; constants to every derivative. */
export function iterate(map: LinearMap, weight: Tensor, start: Vectors, iterations: number, eps: number): Vectors {
  const fixed = stopGradient(weight);
  const forward = (v: Tensor) => map.apply(fixed, v);
  // The adjoint does not depend on where it is taken: the map is linear.
  const [, pullback] = vjp(forward, stopGradient(start.v));
  let { u, v } = { u: stopGradient(start.u), v: stopGradient(start.v) };
  for (let i = 0; i < iterations; i++) {
    u = unit(forward(v), eps);
    v = unit(pullback(u)[0], eps);
  }
  return { u: stopGradient(u), v: stopGradient(v) };
}

/** ⟨u, A v⟩: the largest singular value, from below, once the vectors have converged. A scalar. */
export function sigmaOf(map: LinearMap, weight: Tensor, { u, v }: Vectors): Tensor {
  return sum(mul(stopGradient(u), map.apply(weight, stopGradient(v))));
}

/** x of length 1; divided by eps where it is shorter. `torch.nn.functional.normalize`. */
const unit = (x: Tensor, eps: number): Tensor => div(x, maximum(norm(x), eps));
