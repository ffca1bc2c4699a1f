import {
  ArgumentError,
  abs,
  add,
  checkOptions,
  customGradient,
  erf,
  less,
  mul,
  relu as reluOf,
  sigmoid as sigmoidOf,
  softplus as softplusOf,
  sub,
  type Tensor,
  tanh as tanhOf,
  where,
} from '@saddlepoint/tensor';
import { stateless } from './stateless.js';

/** max(x, 0). */
export const relu = () => stateless(reluOf, 'relu');

/** tanh x. */
export const tanh = () => stateless(tanhOf, 'tanh');

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = () => stateless(sigmoidOf, 'sigmoid');

/** ln(1 + eˣ): a smooth relu. */
export const softplus = () => stateless(softplusOf, 'softplus');

/** x · sigmoid(x), also known as swish. Source: Elfwing, Uchibe, Doya (2017), arXiv:1702.03118. */
export const silu = () => stateless((x) => mul(x, sigmoidOf(x)), 'silu');

export interface LeakyReluOptions {
  /** Slope for x < 0. Default 0.01. */
  negativeSlope?: number;
}

/**
 * x for x > 0, slope · x otherwise.
 *
 * @throws ArgumentError for a slope that is not finite. Source: Maas, Hannun, Ng (2013).
 */
export function leakyRelu(options: LeakyReluOptions = {}) {
  checkOptions('leakyRelu', options, ['negativeSlope']);
  const { negativeSlope = 0.01 } = options;
  if (!Number.isFinite(negativeSlope))
    throw new ArgumentError(`leakyRelu: negativeSlope ${negativeSlope} must be a finite number`);
  return stateless((x) => where(less(0, x), x, mul(x, negativeSlope)), 'leakyRelu');
}

export interface GeluOptions {
  /** `none`: exact, with erf. `tanh`: the approximation GPT-2 uses. Default `none`, as PyTorch. */
  approximate?: 'none' | 'tanh';
}

/** x · Φ(x). Source: Hendrycks, Gimpel (2016), arXiv:1606.08415. */
export function gelu(options: GeluOptions = {}) {
  checkOptions('gelu', options, ['approximate']);
  const { approximate = 'none' } = options;
  if (approximate !== 'none' && approximate !== 'tanh')
    throw new ArgumentError(`gelu: approximate '${approximate as string}' is unknown; allowed: none, tanh`);
  return stateless(approximate === 'tanh' ? (x) => geluTanh(x) : geluExact, 'gelu');
}

function geluExact(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

const linearPart = 2 * Math.sqrt(2 / Math.PI);
const cubicPart = 0.044715 * linearPart;
const gate = (x: Tensor): Tensor => sigmoidOf(mul(x, add(mul(mul(x, x), cubicPart), linearPart)));

/**
 * ½x(1 + tanh(√(2/π)(x + 0.044715x³))), written x · σ(x(A + Bx²)). Its derivative σ + y(1 − σ)(A + 3Bx²) shares σ and x²
 * with it: fourteen elementwise operations forward and backward instead of twenty-one.
 */
const geluTanh = /* @__PURE__ */ customGradient(
  (x: Tensor) => mul(x, gate(x)),
  ([g], [x], [y]) => {
    const s = gate(x);
    const slope = add(mul(mul(x, x), 3 * cubicPart), linearPart);
    return [mul(g!, add(s, mul(mul(y!, sub(1, s)), slope)))];
  },
);

/** x / (1 + |x|). */
export const softsign = () => stateless((x) => x.div(add(abs(x), 1)), 'softsign');
