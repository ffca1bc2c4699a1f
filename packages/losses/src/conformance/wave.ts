import { type Shape, sizeOf, type Tensor, tensor } from '@saddlepoint/tensor';

/** scale · sin(1.7 i + phase) in double precision: inputs that are the same everywhere. */
export function wave(shape: Shape, scale: number, phase: number): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => scale * Math.sin(1.7 * i + phase));
  return tensor(data, { shape });
}

/** −1e4, 0 and 1e4 in turn, for every input in another order. */
export function large(shape: Shape, position: number): Tensor {
  const signs = [1, -1, 0, -1, 1, 1, 0];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => 1e4 * signs[(i * 3 + position * 2) % 7]!);
  return tensor(data, { shape });
}
