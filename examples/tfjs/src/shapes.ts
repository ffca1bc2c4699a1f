import * as tf from '@tensorflow/tfjs';

export const shapeNames = ['disc', 'ring', 'square', 'cross', 'stripes'] as const;

type Rule = (x: number, y: number, size: number) => boolean;

/** Whether a point, relative to the middle, belongs to the shape. */
const rules: Readonly<Record<(typeof shapeNames)[number], Rule>> = {
  disc: (x, y, size) => Math.hypot(x, y) < size,
  ring: (x, y, size) => Math.abs(Math.hypot(x, y) - 0.8 * size) < 0.2 * size,
  square: (x, y, size) => Math.max(Math.abs(x), Math.abs(y)) < 0.85 * size,
  cross: (x, y, size) => Math.min(Math.abs(x), Math.abs(y)) < 0.25 * size && Math.max(Math.abs(x), Math.abs(y)) < size,
  stripes: (x, y, size) => Math.max(Math.abs(x), Math.abs(y)) < size && Math.floor((4 * (y + size)) / size) % 2 === 0,
};

/** Images [count, side, side, 3] of shapes of any colour, place, size and angle on noise, and their classes, in turn. */
export function drawShapes(count: number, side: number, seed: number): { images: tf.Tensor4D; labels: tf.Tensor2D } {
  const random = generator(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const values = new Float32Array(count * side * side * 3);
  const classes = Int32Array.from({ length: count }, (_, i) => i % shapeNames.length);
  for (let i = 0; i < count; i++) {
    const rule = rules[shapeNames[classes[i]!]!];
    const [size, cx, cy, angle] = [between(0.3, 0.6), between(-0.3, 0.3), between(-0.3, 0.3), between(-0.3, 0.3)];
    const [ink, paper] = [0, 1].map((k) => [0, 1, 2].map(() => between(k ? 0 : 0.5, k ? 0.5 : 1)));
    for (let p = 0; p < side * side; p++) {
      const [x, y] = [(2 * (p % side)) / side - 1 - cx, (2 * Math.floor(p / side)) / side - 1 - cy];
      const [u, v] = [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
      const colour = rule(u, v, size) ? ink! : paper!;
      for (let c = 0; c < 3; c++) values[(i * side * side + p) * 3 + c] = colour[c]! + between(-0.15, 0.15);
    }
  }
  return {
    images: tf.tensor4d(values, [count, side, side, 3]),
    labels: tf.oneHot(tf.tensor1d(classes, 'int32'), shapeNames.length).toFloat() as tf.Tensor2D,
  };
}

/** Numbers in [0, 1), the same for the same seed (Park, Miller 1988). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
