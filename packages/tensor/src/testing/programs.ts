import fc from 'fast-check';
import {
  concat,
  flip,
  full,
  gather,
  maximum,
  pad,
  reshape,
  slice,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  where,
  zeros,
} from '../index.js';

/** Random programs over a few inputs, made of what the clean-up passes look at. */

export type Program = (x: Tensor, y: Tensor, n: Tensor) => Tensor;

/** Inputs of the shapes programs expect: a matrix, a row and whole numbers. */
export const inputShapes = { x: [2, 3], y: [3], n: [3] } as const;

const constants = [0, 1, -1, 2, 0.5, -0];

const float = (x: Tensor): Tensor => (x.dtype === 'float32' ? x : x.cast('float32'));
const filled = (x: Tensor, shape: number[]): Tensor =>
  x.shape.join() === shape.join() ? float(x) : sum(float(x)).broadcastTo(shape);
const row = (x: Tensor): Tensor => filled(x, [3]);
const matrix = (x: Tensor): Tensor => filled(x, [2, 3]);

const unary: ((x: Tensor) => Tensor)[] = [
  (x) => float(x).neg().neg(),
  (x) => float(x).neg(),
  (x) => float(x).tanh(),
  (x) => stopGradient(x),
  (x) => reshape(reshape(x, [x.size]), x.shape),
  (x) => x.transpose().transpose(),
  (x) => row(x).mul(matrix(x)).transpose(),
  (x) => flip(flip(x)),
  (x) => (x.rank > 0 ? flip(x, 0) : x),
  (x) => sum(float(x), undefined, { keepDims: true }),
  (x) => sum(float(x).neg()),
  (x) => (x.rank > 0 ? slice(x, { axis: -1, start: 0, step: 2 }) : x),
  (x) => (x.rank > 0 ? slice(x, { axis: 0, start: 0, end: 0 }) : x),
  (x) =>
    pad(
      x,
      x.shape.map(() => [0, 0] as const),
    ),
  (x) =>
    pad(
      x,
      x.shape.map(() => [1, 0] as const),
      3,
    ),
  (x) => x.cast('int32').cast(x.dtype),
  (x) => x.broadcastTo([2, ...x.shape]).broadcastTo([1, 2, ...x.shape]),
  (x) => concat([x.reshape([x.size]), zeros([0], x.dtype)]),
  (x) => concat([concat([x.reshape([x.size]), x.reshape([x.size])]), x.reshape([x.size])]),
  (x) => x.clip(-1, 1),
  (x) => gather(x.reshape([x.size]), tensor(x.size > 0 ? [0] : [], { dtype: 'int32' })),
  (x) =>
    float(x)
      .mul(full([], 1))
      .add(full([1], 0))
      .sub(0)
      .div(1),
];

function fits(a: Tensor, b: Tensor): boolean {
  for (let i = 1; i <= Math.min(a.rank, b.rank); i++) {
    const [p, q] = [a.shape.at(-i)!, b.shape.at(-i)!];
    if (p !== q && p !== 1 && q !== 1) return false;
  }
  return true;
}

const fit = (a: Tensor, b: Tensor): [Tensor, Tensor] => (fits(a, b) ? [float(a), float(b)] : [float(a), sum(float(b))]);

const binary: ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => fit(a, b)[0].add(fit(a, b)[1]),
  (a, b) => fit(a, b)[0].sub(fit(a, b)[1]),
  (a, b) => fit(a, b)[0].mul(fit(a, b)[1]),
  (a, b) => maximum(...fit(a, b)),
  (a, b) => fit(a, b)[0].less(fit(a, b)[1]).logicalNot().cast('float32'),
  (a, b) => {
    const [p, q] = fit(a, b);
    return where(p.less(q).logicalNot().logicalNot(), p, q);
  },
  (a, b) => matrix(a).transpose().matmul(matrix(b)),
  (a, b) => matrix(a).matmul(matrix(b), { transposeB: true }).transpose(),
  (a, b) => {
    const [p, q] = [float(a).reshape([a.size]), float(b).reshape([b.size])];
    return pad(p, [[0, b.size]]).add(pad(q, [[a.size, 0]]));
  },
  (a, b) =>
    fit(a, b)[0]
      .mul(fit(a, b)[1])
      .add(fit(a, b)[0].mul(fit(a, b)[1])),
];

export const programs = fc.letrec<{ program: Program }>((tie) => ({
  program: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom<Program>(
      (x) => x,
      (_x, y) => y,
      (_x, _y, n) => n,
    ),
    fc.constantFrom(...constants).map(
      (c): Program =>
        (x) =>
          full(c === 2 ? [1, 3] : [], c, c === 0.5 ? 'float32' : x.dtype),
    ),
    fc.tuple(fc.constantFrom(...unary), tie('program')).map(
      ([op, a]): Program =>
        (...args) =>
          op(a(...args)),
    ),
    fc.tuple(fc.constantFrom(...binary), tie('program'), tie('program')).map(
      ([op, a, b]): Program =>
        (...args) =>
          op(a(...args), b(...args)),
    ),
  ),
})).program;
