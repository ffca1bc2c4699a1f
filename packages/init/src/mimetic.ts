import {
  ArgumentError,
  checkOptions,
  normal,
  requireKey,
  split,
  type Tensor,
  tensor,
  valuesNow,
} from '@saddlepoint/tensor';
import { requireCount, requireFinite } from './internal/check.js';
import { type Svd, svd } from './internal/linalg/svd.js';

export interface MimeticOptions {
  /** Weight of the noise and of the identity in queries · keys. Default [0.7, 0.7]. */
  queryKey?: readonly [noise: number, identity: number];
  /** Weight of the noise and of the negative identity in values · output. Default [0.4, 0.4]. */
  valueOut?: readonly [noise: number, identity: number];
}

/** Weights of a self-attention layer in PyTorch's layout. */
export interface MimeticWeights {
  /** Queries, keys and values on top of each other, [3 · width, width]. */
  readonly qkv: Tensor;
  /** [width, width]. */
  readonly out: Tensor;
}

/**
 * Attention that starts as trained attention looks: in every head Wqᵀ Wk is the best approximation of its rank to
 * α₁ Z + β₁ I, so that positions attend to what resembles them, and Wvᵀ Woutᵀ = α₂ Z − β₂ I, with Z ~ N(0, 1 / width). For
 * transformers trained from scratch on little data.
 *
 * Takes heads + 1 singular value decompositions of the width on the host: seconds for a width of some hundreds.
 *
 * @throws ArgumentError unless heads divide the width; GraphError for a key that is not known.
 * Source: Trockman, Kolter, "Mimetic initialization of self-attention layers" (2023), arXiv:2305.09828.
 */
export function mimetic(key: Tensor, width: number, heads: number, options: MimeticOptions = {}): MimeticWeights {
  checkOptions('mimetic', options, ['queryKey', 'valueOut']);
  requireKey('mimetic', 'key', key);
  requireCount('mimetic', 'width', width);
  requireCount('mimetic', 'heads', heads);
  if (width % heads !== 0) throw new ArgumentError(`mimetic: ${heads} heads do not divide width ${width}`);
  const [noise, identity] = requirePair('queryKey', options.queryKey ?? [0.7, 0.7]);
  const [outNoise, outIdentity] = requirePair('valueOut', options.valueOut ?? [0.4, 0.4]);
  const size = width / heads;
  const keys = split(key, heads + 1);
  const qkv = new Float32Array(3 * width * width);
  for (let head = 0; head < heads; head++) {
    const { u, s, v } = factor(keys[head]!, width, noise, identity);
    for (let row = 0; row < size; row++) {
      for (let i = 0; i < width; i++) {
        const at = (head * size + row) * width + i;
        qkv[at] = u[row * width + i]! * Math.sqrt(s[row]!);
        qkv[width * width + at] = v[row * width + i]! * Math.sqrt(s[row]!);
      }
    }
  }
  const { u, s, v } = factor(keys[heads]!, width, outNoise, -outIdentity);
  const out = new Float32Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let i = 0; i < width; i++) {
      qkv[(2 * width + row) * width + i] = u[row * width + i]! * Math.sqrt(s[row]!);
      out[i * width + row] = v[row * width + i]! * Math.sqrt(s[row]!);
    }
  }
  return { qkv: tensor(qkv, { shape: [3 * width, width] }), out: tensor(out, { shape: [width, width] }) };
}

function requirePair(name: string, pair: readonly [number, number]): readonly [number, number] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new ArgumentError(`mimetic: ${name} must be [noise, identity]`);
  for (const value of pair) requireFinite('mimetic', name, value as number);
  return pair;
}

/** The decomposition of noise · Z + identity · I. */
function factor(key: Tensor, width: number, noise: number, identity: number): Svd {
  const z = valuesNow('mimetic', normal(key, [width, width]));
  const scale = noise / Math.sqrt(width);
  return svd(
    Float64Array.from(z, (x, i) => scale * x + (i % (width + 1) === 0 ? identity : 0)),
    width,
  );
}
