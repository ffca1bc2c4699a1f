import { valueAndGrad } from '../autodiff/transforms.js';
import {
  add,
  arange,
  div,
  expandDims,
  full,
  gather,
  less,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  pow,
  reshape,
  rsqrt,
  scalar,
  softmax,
  sqrt,
  sub,
  Tensor,
  takeAlongAxis,
  tanh,
  transpose,
  where,
  zeros,
} from '../index.js';
import { type MapTree, map, zip } from '../tree.js';

/** A small GPT with Adam, written with the public operations alone: a program of realistic size for the tests. */

export interface GptSize {
  layers: number;
  width: number;
  heads: number;
  vocabulary: number;
  context: number;
}

const linearShapes = (to: number, from: number) => ({ weight: [to, from], bias: [to] });
const normShapes = (width: number) => ({ weight: [width], bias: [width] });

function shapesOf({ layers, width, vocabulary, context }: GptSize) {
  return {
    token: [vocabulary, width],
    position: [context, width],
    blocks: Array.from({ length: layers }, () => ({
      norm1: normShapes(width),
      query: linearShapes(width, width),
      key: linearShapes(width, width),
      value: linearShapes(width, width),
      out: linearShapes(width, width),
      norm2: normShapes(width),
      up: linearShapes(4 * width, width),
      down: linearShapes(width, 4 * width),
    })),
    norm: normShapes(width),
  };
}

type Affine = { weight: Tensor; bias: Tensor };
type Block = { [K in 'norm1' | 'query' | 'key' | 'value' | 'out' | 'norm2' | 'up' | 'down']: Affine };
export type GptParams = { token: Tensor; position: Tensor; blocks: Block[]; norm: Affine };

/** Small, distinct numbers: enough for a program to have something to compute with. */
export function gptParams(size: GptSize): GptParams {
  const build = (shapes: unknown, seed: number): unknown => {
    if (!Array.isArray(shapes)) {
      return Object.fromEntries(Object.entries(shapes as object).map(([k, v], i) => [k, build(v, seed * 7 + i)]));
    }
    if (typeof shapes[0] !== 'number') return shapes.map((v, i) => build(v, seed * 7 + i));
    const count = shapes.reduce((a: number, b: number) => a * b, 1);
    const values = Float32Array.from({ length: count }, (_, i) => 0.1 * Math.sin(1 + seed + i * 0.7));
    return new Tensor(shapes, 'float32', { kind: 'host', data: values });
  };
  return build(shapesOf(size), 1) as GptParams;
}

const linear = (p: Affine, x: Tensor) => add(matmul(x, p.weight, { transposeB: true }), p.bias);

function layerNorm(p: Affine, x: Tensor): Tensor {
  const centred = sub(x, mean(x, -1, { keepDims: true }));
  const variance = mean(mul(centred, centred), -1, { keepDims: true });
  return add(mul(mul(centred, rsqrt(add(variance, 1e-5))), p.weight), p.bias);
}

const gelu = (x: Tensor) => mul(mul(0.5, x), add(1, tanh(mul(0.79788456, add(x, mul(0.044715, pow(x, 3)))))));

function attention(p: Block, x: Tensor, heads: number): Tensor {
  const [n, t, c] = x.shape as [number, number, number];
  const split = (y: Tensor) => transpose(reshape(y, [n, t, heads, c / heads]), [0, 2, 1, 3]);
  const [q, k, v] = [split(linear(p.query, x)), split(linear(p.key, x)), split(linear(p.value, x))];
  const scores = div(matmul(q, k, { transposeB: true }), Math.sqrt(c / heads));
  const future = less(reshape(arange(t), [t, 1]), reshape(arange(t), [1, t]));
  const weights = softmax(where(future, -1e9, scores));
  return linear(p.out, reshape(transpose(matmul(weights, v), [0, 2, 1, 3]), [n, t, c]));
}

export function gptLoss(p: GptParams, tokens: Tensor, targets: Tensor, heads: number): Tensor {
  let x = add(gather(p.token, tokens), p.position);
  for (const block of p.blocks) {
    x = add(x, attention(block, layerNorm(block.norm1, x), heads));
    x = add(x, linear(block.down, gelu(linear(block.up, layerNorm(block.norm2, x)))));
  }
  const logits = matmul(layerNorm(p.norm, x), p.token, { transposeB: true });
  return neg(mean(takeAlongAxis(logSoftmax(logits), expandDims(targets, -1))));
}

export interface GptState {
  params: GptParams;
  first: MapTree<GptParams, Tensor>;
  second: MapTree<GptParams, Tensor>;
  step: Tensor;
}

export function gptState(size: GptSize): GptState {
  const params = gptParams(size);
  const still = () => map(params, (x) => zeros(x.shape));
  return { params, first: still(), second: still(), step: scalar(0, 'float32') };
}

/** One training step: loss, gradients and Adam. */
export function gptStep(heads: number) {
  return (state: GptState, tokens: Tensor, targets: Tensor, rate: Tensor) => {
    const [loss, gradients] = valueAndGrad((p: GptParams) => gptLoss(p, tokens, targets, heads))(state.params);
    const step = add(state.step, 1);
    const first = zip(state.first, gradients, (m, g) => add(mul(m, 0.9), mul(g, 0.1)));
    const second = zip(state.second, gradients, (v, g) => add(mul(v, 0.999), mul(mul(g, g), 0.001)));
    const [c1, c2] = [sub(1, pow(full([], 0.9), step)), sub(1, pow(full([], 0.999), step))];
    const updates = zip(first, second, (m, v) => div(div(m, c1), add(sqrt(div(v, c2)), 1e-8)));
    const params = zip(state.params, updates, (p, u) => sub(p, mul(rate, u))) as GptParams;
    return { loss, state: { params, first, second, step } };
  };
}
