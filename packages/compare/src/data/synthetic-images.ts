import { dataset } from '@saddlepoint/data';
import { ArgumentError, checkOptions, foldIn, key, normal, sizeOf, uniform } from '@saddlepoint/tensor';
import type { Examples } from '../core/task.js';

export interface SyntheticImagesOptions {
  /** Of one picture: channels, height, width, the latter two multiples of 4. */
  shape: readonly [channels: number, height: number, width: number];
  classes: number;
  /** How many to train on. */
  train: number;
  /** How many to test on. */
  test: number;
  /** Default 0. */
  seed?: number;
  /** Standard deviation of the noise, where that of the class's pattern is 1; from 0 up. Default 2. */
  noise?: number;
}

/**
 * Pictures that can be learned, where real ones are not at hand: each class has a smooth random pattern, each picture is its
 * class's, moved by up to a quarter of its size (it wraps around), under noise. Position means nothing, as in photographs,
 * so convolutions have something to gain. As bytes, batches of mean 0 and standard deviation 1; the same for the same seed.
 *
 * What optimizers do on them says little about CIFAR: they are there so that an experiment runs anywhere.
 *
 * @throws ArgumentError for sizes that do not fit.
 */
export async function syntheticImages(options: SyntheticImagesOptions): Promise<{ train: Examples; test: Examples }> {
  checkOptions('syntheticImages', options, ['shape', 'classes', 'train', 'test', 'seed', 'noise']);
  const { shape, classes, seed = 0, noise = 2 } = options;
  for (const [name, value] of Object.entries({ classes, train: options.train, test: options.test })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`syntheticImages: ${name} ${value} must be a whole number from 1 up`);
  }
  if (shape.length !== 3 || !shape.slice(1).every((size) => size > 0 && size % 4 === 0)) {
    throw new ArgumentError(`syntheticImages: shape [${shape}] must be [channels, height, width], multiples of 4`);
  }
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new ArgumentError(`syntheticImages: noise ${noise} must be a finite number from 0 up`);
  }
  const patterns = await smoothPatterns(shape, classes, seed);
  const draw = (count: number, use: number) => picturesOf(patterns, count, { shape, classes, noise, seed, use });
  return { train: await draw(options.train, 1), test: await draw(options.test, 2) };
}

/** Random numbers on a grid of a quarter of the size, blown up by linear interpolation, with a standard deviation of 1. */
async function smoothPatterns(shape: readonly [number, number, number], classes: number, seed: number) {
  const [channels, height, width] = shape;
  const [rows, columns] = [height / 4, width / 4];
  const grid = await normal(foldIn(key(seed), 0), [classes * channels, rows, columns]).data();
  const patterns = new Float32Array(classes * sizeOf(shape));
  for (let at = 0; at < patterns.length; at++) {
    const x = (at % width) / 4;
    const y = (Math.floor(at / width) % height) / 4;
    const plane = Math.floor(at / (width * height));
    const corner = (dy: number, dx: number) =>
      grid[(plane * rows + ((Math.floor(y) + dy) % rows)) * columns + ((Math.floor(x) + dx) % columns)]!;
    const [fx, fy] = [x % 1, y % 1];
    const top = corner(0, 0) * (1 - fx) + corner(0, 1) * fx;
    patterns[at] = top * (1 - fy) + (corner(1, 0) * (1 - fx) + corner(1, 1) * fx) * fy;
  }
  const deviation = Math.sqrt(patterns.reduce((sum, v) => sum + v * v, 0) / patterns.length);
  return patterns.map((v) => v / deviation);
}

interface Drawing {
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly noise: number;
  readonly seed: number;
  readonly use: number;
}

async function picturesOf(patterns: Float32Array, count: number, drawing: Drawing): Promise<Examples> {
  const { shape, classes, noise, seed, use } = drawing;
  const [channels, height, width] = shape;
  const size = sizeOf(shape);
  const root = foldIn(key(seed), use);
  const places = await uniform(foldIn(root, 0), [count, 3]).data();
  const grain = await normal(foldIn(root, 1), [count, size]).data();
  const spread = Math.sqrt(1 + noise * noise);
  // 127.5 ± 4 standard deviations fill a byte.
  const std = 127.5 / 4;
  const data = new Uint8Array(count * size);
  const labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const label = Math.floor(places[3 * n]! * classes);
    const [dy, dx] = [1, 2].map((i) => Math.floor((places[3 * n + i]! * shape[i]!) / 4)) as [number, number];
    labels[n] = label;
    for (let at = 0; at < size; at++) {
      const x = ((at % width) + dx) % width;
      const y = ((Math.floor(at / width) % height) + dy) % height;
      const plane = label * channels + Math.floor(at / (width * height));
      const value = (patterns[(plane * height + y) * width + x]! + noise * grain[n * size + at]!) / spread;
      data[n * size + at] = Math.min(255, Math.max(0, Math.round(127.5 + std * value)));
    }
  }
  return dataset({
    x: { data, shape, dtype: 'float32', mean: 127.5, std },
    y: { data: labels, shape: [], dtype: 'int32' },
  });
}
