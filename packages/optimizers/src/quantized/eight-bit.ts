import { ArgumentError, checkOptions, Tensor, TreeError } from '@saddlepoint/tensor';
import { type AdamOptions, adam } from '../adam.js';
import { type AdamwOptions, adamw } from '../adamw.js';
import { requireCount, requirePositiveCount, requireTransform } from '../internal/check.js';
import { pathsOf } from '../internal/match.js';
import { listPaths, requireState } from '../internal/trees.js';
import { type LionOptions, lion } from '../sign/lion.js';
import type { OptimizerState, Transform } from '../transform.js';
import { dequantize, quantize } from './quantize.js';

export interface EightBitOptions {
  /** Parameters with fewer elements keep 32 bits, from 0 up. Default 4096. */
  minSize?: number;
  /** Elements with one scale, from 1 up. Default 256 (the paper has 2048). */
  blockSize?: number;
  /** The trees of the state that are never negative: all their bits go into the size. Default ['nu']. */
  unsigned?: readonly string[];
}

/**
 * Another transform with its state in 8 bits: float tensors of `minSize` elements and more are kept as bitsandbytes'
 * dynamic numbers with one float32 scale a block, become floats for the step, and are rounded again after it. The step
 * itself sees what is not yet rounded, and momenta keep their signs.
 *
 * State of Adam: 2.03 bytes a parameter instead of 8. Each large tensor `x` of the state becomes `{ codes, absmax }`.
 * For memory, not for speed: an update computes the moments twice, for the scale of each block and for its codes, and takes
 * about nine times as long as Adam's where Adam only waits for memory. Where no kernels are, on a graphics card for instance,
 * the host looks up the codes, forty times slower still.
 *
 * @param inner any transform whose state trees are like the parameters: `scaleByAdam()`, `adamw()`, `lion()`.
 * @throws ArgumentError for options out of range or parameters named as one of `unsigned`; TreeError for a state that was made
 *   with other sizes.
 * Source: Dettmers, Lewis, Shleifer, Zettlemoyer, "8-bit optimizers via block-wise quantization" (2021), arXiv:2110.02861,
 * and bitsandbytes.
 */
export function eightBit(inner: Transform, options: EightBitOptions = {}): Transform {
  checkOptions('eightBit', options, eightBitOptions);
  requireTransform('eightBit', 'inner', inner);
  const minSize = requireCount('eightBit', 'minSize', options.minSize ?? 4096);
  const blockSize = requirePositiveCount('eightBit', 'blockSize', options.blockSize ?? 256);
  const { unsigned = ['nu'] } = options;
  if (!Array.isArray(unsigned)) throw new ArgumentError("eightBit: unsigned must list names of trees, as in ['nu']");
  const requireNames = (params: unknown): void => {
    const taken = pathsOf(params, (_, path) => path.split('.').some((name) => unsigned.includes(name)));
    if (taken.length === 0) return;
    throw new ArgumentError(
      `eightBit: ${listPaths(taken)}: ${unsigned.join(', ')} are trees of the state without negative numbers; rename the parameters`,
    );
  };
  const encode = (state: OptimizerState, signed = true): OptimizerState =>
    mapEntries(state, (name, entry) => {
      const whole = signed && !unsigned.includes(name);
      if (!(entry instanceof Tensor)) return encode(entry, whole);
      if (entry.dtype !== 'float32' || entry.size < Math.max(1, minSize)) return entry;
      return { ...quantize(entry, blockSize, whole, true) };
    });
  const decode = (state: OptimizerState, signed = true, above = ''): OptimizerState =>
    mapEntries(state, (name, entry) => {
      const whole = signed && !unsigned.includes(name);
      const path = above + name;
      if (entry instanceof Tensor) return entry;
      const { codes, absmax } = entry;
      if (!(codes instanceof Tensor && absmax instanceof Tensor && codes.dtype === 'uint8'))
        return decode(entry, whole, `${path}.`);
      const blocks = Math.ceil(codes.size / blockSize);
      if (absmax.size === blocks) return dequantize({ codes, absmax }, blockSize, whole);
      throw new TreeError(
        `eightBit: the state's '${path}' has ${absmax.size} blocks, not ${blocks}; take the blockSize it was made with`,
      );
    });
  return {
    name: inner.name,
    init(params) {
      requireNames(params);
      return encode(inner.init(params));
    },
    update(grads, state, params, extras) {
      requireNames(params);
      requireState('eightBit', state);
      const result = inner.update(grads, decode(state), params, extras);
      return { updates: result.updates, state: encode(result.state) };
    },
  };
}

const eightBitOptions = ['minSize', 'blockSize', 'unsigned'] as const;

/** `fn` of every entry but the holes, which a state within a partition has. */
function mapEntries(
  state: OptimizerState,
  fn: (name: string, entry: Tensor | OptimizerState) => Tensor | OptimizerState,
): OptimizerState {
  const entries = Object.entries(state).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([name, entry]) => [name, fn(name, entry)]));
}

type Sizes = Pick<EightBitOptions, 'minSize' | 'blockSize'>;

function inEightBits<O extends Sizes>(
  name: string,
  make: (options: Omit<O, keyof Sizes>) => Transform,
  options: O,
): Transform {
  const { minSize, blockSize, ...rest } = options;
  const sizes = { ...(minSize !== undefined && { minSize }), ...(blockSize !== undefined && { blockSize }) };
  return { ...eightBit(make(rest), sizes), name };
}

/**
 * {@link adam} with its state in 8 bits, `bitsandbytes.optim.Adam8bit`: see {@link eightBit}. `weightDecay` is L2, as
 * everywhere in Adam; bitsandbytes decouples it there too, as {@link adamw8bit} does.
 */
export function adam8bit(options: AdamOptions & Sizes = {}): Transform {
  return inEightBits('adam8bit', adam, options);
}

/** {@link adamw} with its state in 8 bits, `bitsandbytes.optim.AdamW8bit`: see {@link eightBit}. */
export function adamw8bit(options: AdamwOptions & Sizes = {}): Transform {
  return inEightBits('adamw8bit', adamw, options);
}

/** {@link lion} with its state in 8 bits, `bitsandbytes.optim.Lion8bit`: see {@link eightBit}. */
export function lion8bit(options: LionOptions & Sizes = {}): Transform {
  return inEightBits('lion8bit', lion, options);
}
