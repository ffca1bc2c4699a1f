import { ArgumentError, checkOptions, showValue } from '../errors.js';
import { add } from '../primitives/binary.js';
import { cast, less } from '../primitives/logic.js';
import { reshape, slice } from '../primitives/movement.js';
import { argmax } from '../primitives/order.js';
import {
  randomBitsPrimitive,
  randomFoldInPrimitive,
  randomNormalPrimitive,
  randomPermutationPrimitive,
  randomSplitPrimitive,
  randomTruncatedNormalPrimitive,
  randomUniformPrimitive,
} from '../primitives/random.js';
import { log, neg } from '../primitives/unary.js';
import { requireKey } from '../require.js';
import { checkShape, normalizeAxis, type Shape } from '../shape.js';
import { apply, asTensor, requireOperand, type Tensor, type TensorLike, tensor } from '../tensor.js';
import { seedWords } from './threefry.js';

/**
 * The key for a seed: an int32 tensor [2]. The same key always gives the same numbers, on every engine, equal to those
 * of `jax.random`. Use each key once: `split` it for more.
 *
 * @param seed a whole number from 0 to 2^53 − 1.
 */
export function key(seed: number): Tensor {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ArgumentError(`key: seed ${showValue(seed)} must be a whole number from 0 to 2^53 - 1`);
  }
  return tensor(Int32Array.from(seedWords(seed)));
}

/** That many keys, as a tuple where the number is known to the type checker. */
export type Keys<Count extends number, Sofar extends Tensor[] = []> = number extends Count
  ? Tensor[]
  : Sofar['length'] extends Count
    ? Sofar
    : Keys<Count, [...Sofar, Tensor]>;

/** `count` independent keys from one, which must not be used again. */
export function split<const Count extends number = 2>(from: Tensor, count = 2 as Count): Keys<Count> {
  requireKey('split', 'from', from);
  if (!Number.isInteger(count) || count < 1) throw new ArgumentError(`split: count ${count} must be 1 or more`);
  const rows = apply(randomSplitPrimitive, [from], { count });
  return Array.from({ length: count }, (_, i) =>
    reshape(slice(rows, { axis: 0, start: i, end: i + 1 }), [2]),
  ) as Keys<Count>;
}

/** The key for use number `data` of `from`, such as a step counter: a number or an int32 scalar. */
export function foldIn(from: Tensor, data: number | Tensor): Tensor {
  requireKey('foldIn', 'from', from);
  const number = asTensor('foldIn', data, { shape: [], dtype: 'int32' });
  return apply(randomFoldInPrimitive, [from, number], {});
}

/** 32 random bits an element, as int32. */
export function bits(from: Tensor, shape: Shape): Tensor {
  requireKey('bits', 'from', from);
  checkShape('bits', shape);
  return apply(randomBitsPrimitive, [from], { shape });
}

export interface UniformOptions {
  /** Default 0. */
  min?: number;
  /** Exclusive. Default 1. */
  max?: number;
}

/** Uniform float32 on [min, max). @throws ArgumentError unless min < max, both finite. */
export function uniform(from: Tensor, shape: Shape, options: UniformOptions = {}): Tensor {
  checkOptions('uniform', options, ['min', 'max']);
  requireKey('uniform', 'from', from);
  checkShape('uniform', shape);
  const { min = 0, max = 1 } = options;
  if (!(min < max) || !Number.isFinite(max - min)) {
    throw new ArgumentError(`uniform: min ${min} must be less than max ${max}, both finite`);
  }
  return apply(randomUniformPrimitive, [from], { shape, min, max });
}

export interface NormalOptions {
  /** Default 0. */
  mean?: number;
  /** Above 0. Default 1. */
  std?: number;
}

/**
 * Normal float32: mean + std · z, scaled where it is drawn, so that it costs nothing more than the standard normal z.
 *
 * @throws ArgumentError for a mean that is not finite, or a std that is not finite and above 0.
 */
export function normal(from: Tensor, shape: Shape, options: NormalOptions = {}): Tensor {
  checkOptions('normal', options, ['mean', 'std']);
  requireKey('normal', 'from', from);
  checkShape('normal', shape);
  return apply(randomNormalPrimitive, [from], { shape, ...affineOf('normal', options) });
}

function affineOf(owner: string, { mean = 0, std = 1 }: NormalOptions): Required<NormalOptions> {
  if (!Number.isFinite(mean)) throw new ArgumentError(`${owner}: mean ${mean} must be a finite number`);
  if (!(std > 0 && std < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(`${owner}: std ${std} must be a finite number above 0`);
  }
  return { mean, std };
}

export interface TruncatedNormalOptions extends NormalOptions {
  /** Default −2. */
  lower?: number;
  /** Default 2. */
  upper?: number;
}

/**
 * mean + std · z with z standard normal restricted to (lower, upper), float32. Not corrected for the cut: at ±2 its
 * standard deviation is 0.8796 · std.
 *
 * @throws ArgumentError unless lower < upper, and for a mean or std as in {@link normal}.
 */
export function truncatedNormal(from: Tensor, shape: Shape, options: TruncatedNormalOptions = {}): Tensor {
  checkOptions('truncatedNormal', options, ['lower', 'upper', 'mean', 'std']);
  requireKey('truncatedNormal', 'from', from);
  checkShape('truncatedNormal', shape);
  const { lower = -2, upper = 2 } = options;
  if (!(lower < upper)) throw new ArgumentError(`truncatedNormal: lower ${lower} must be less than upper ${upper}`);
  const affine = affineOf('truncatedNormal', options);
  return apply(randomTruncatedNormalPrimitive, [from], { shape, lower, upper, ...affine });
}

/** True with probability p, as bool. `p` is a number from 0 to 1 or a tensor that broadcasts to `shape`. */
export function bernoulli(from: Tensor, p: TensorLike, shape: Shape): Tensor {
  if (typeof p === 'number' && !(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli: p = ${p} must be from 0 to 1`);
  return less(uniform(from, shape), p);
}

/** Standard Gumbel: −ln(−ln u). */
export function gumbel(from: Tensor, shape: Shape): Tensor {
  return neg(log(neg(log(uniform(from, shape, { min: 2 ** -126, max: 1 })))));
}

/** An int32 class for each row of `logits`, drawn with probabilities softmax(logits) along `axis`. */
export function categorical(from: Tensor, logits: Tensor, axis = -1): Tensor {
  requireOperand('categorical', logits);
  return argmax(
    add(logits, cast(gumbel(from, logits.shape), logits.dtype)),
    normalizeAxis('categorical', axis, logits.rank),
  );
}

/** 0 … size − 1 in random order, int32. */
export function permutation(from: Tensor, size: number): Tensor {
  if (!Number.isInteger(size) || size < 0) throw new ArgumentError(`permutation: size ${size} must be 0 or more`);
  requireKey('permutation', 'from', from);
  return apply(randomPermutationPrimitive, [from], { size });
}
