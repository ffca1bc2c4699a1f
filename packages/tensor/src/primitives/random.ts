import { requireDType } from '../dtype.js';
import { ShapeError } from '../errors.js';
import type { Attributes } from '../graph.js';
import type { HostValue, Primitive, Value } from '../primitive.js';
import { normalOf, permutationOf, randomBitsOf, truncatedNormalOf, uniformOf } from '../random/distributions.js';
import { foldInWords, type KeyWords, splitWords } from '../random/threefry.js';
import { type Shape, showShape, sizeOf } from '../shape.js';

/**
 * Random numbers come from the core, on the host, so that a key gives the same numbers on every engine. `compile` runs
 * these primitives before the engine starts and feeds it their results.
 */
function randomPrimitive<A extends Attributes>(
  name: string,
  result: (attributes: A) => Value,
  draw: (key: KeyWords, attributes: A, inputs: readonly HostValue[]) => Float32Array | Int32Array,
): Primitive<A> {
  return {
    name,
    host: true,
    infer([key], attributes) {
      requireDType(`${name} (key)`, key!.dtype, ['int32']);
      if (key!.shape.join() !== '2') {
        throw new ShapeError(
          `${name}: a key has shape [2], got ${showShape(key!.shape)}; make one with key(seed) or split`,
        );
      }
      return result(attributes);
    },
    kernel: (inputs, attributes) => draw(inputs[0]!.data as unknown as KeyWords, attributes, inputs),
  };
}

type ShapeAttributes = { shape: Shape };

export const randomSplitPrimitive = randomPrimitive<{ count: number }>(
  'randomSplit',
  ({ count }) => ({ shape: [count, 2], dtype: 'int32' }),
  (key, { count }) => splitWords(key, count),
);

export const randomFoldInPrimitive = randomPrimitive<Record<string, never>>(
  'randomFoldIn',
  () => ({ shape: [2], dtype: 'int32' }),
  (key, _attributes, inputs) => foldInWords(key, inputs[1]!.data[0]!),
);

export const randomBitsPrimitive = randomPrimitive<ShapeAttributes>(
  'randomBits',
  ({ shape }) => ({ shape, dtype: 'int32' }),
  (key, { shape }) => randomBitsOf(key, sizeOf(shape)),
);

export const randomUniformPrimitive = randomPrimitive<ShapeAttributes & { min: number; max: number }>(
  'randomUniform',
  ({ shape }) => ({ shape, dtype: 'float32' }),
  (key, { shape, min, max }) => uniformOf(key, sizeOf(shape), min, max),
);

type NormalAttributes = ShapeAttributes & { mean: number; std: number };

export const randomNormalPrimitive = randomPrimitive<NormalAttributes>(
  'randomNormal',
  ({ shape }) => ({ shape, dtype: 'float32' }),
  (key, { shape, ...affine }) => normalOf(key, sizeOf(shape), affine),
);

export const randomTruncatedNormalPrimitive = randomPrimitive<NormalAttributes & { lower: number; upper: number }>(
  'randomTruncatedNormal',
  ({ shape }) => ({ shape, dtype: 'float32' }),
  (key, { shape, lower, upper, ...affine }) => truncatedNormalOf(key, sizeOf(shape), lower, upper, affine),
);

export const randomPermutationPrimitive = randomPrimitive<{ size: number }>(
  'randomPermutation',
  ({ size }) => ({ shape: [size], dtype: 'int32' }),
  (key, { size }) => permutationOf(key, size),
);
