import {
  add,
  cos,
  div,
  exp,
  floor,
  less,
  matmul,
  maximum,
  mul,
  neg,
  round,
  sin,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@saddlepoint/tensor';
import type { Draws } from './draws.js';
import { matrixOf } from './matrix.js';

/** A value with probability p, otherwise the one that does nothing. */
export type Choose = (value: Tensor, neutral: number) => Tensor;

/** Draws a gate for one operation: each image by itself undergoes it with probability p, the same for all its values. */
export function gate(draws: Draws, p: Tensor): Choose {
  const applies = less(draws.uniform(), p);
  return (value, neutral) => where(applies, value, neutral);
}

/** 2 to the power of x. */
export const exp2 = (x: Tensor): Tensor => exp(mul(x, Math.LN2));

const scaling = (x: Tensor, y: Tensor): Tensor => matrixOf([x, 0, 0], [0, y, 0], [0, 0, 1]);
const shift = (x: Tensor, y: Tensor): Tensor => matrixOf([1, 0, x], [0, 1, y], [0, 0, 1]);
const rotation = (angle: Tensor): Tensor => {
  const [c, s] = [cos(angle), sin(angle)];
  return matrixOf([c, neg(s), 0], [s, c, 0], [0, 0, 1]);
};
const inverseScaling = (x: Tensor, y: Tensor): Tensor => scaling(div(1, x), div(1, y));

/**
 * The inverse map of ADA's pixel blitting, [N, 3, 3], in pixels from the image's middle: mirror, quarter turns, whole-pixel
 * translation by up to an eighth.
 */
export function blit(draws: Draws, p: Tensor, [height, width]: readonly [number, number]): Tensor {
  const mirror = gate(draws, p)(floor(mul(draws.uniform(), 2)), 0);
  const quarters = gate(draws, p)(floor(mul(draws.uniform(), 4)), 0);
  const move = gate(draws, p);
  const [x, y] = [draws.uniform(), draws.uniform()].map((u) => move(mul(sub(mul(u, 2), 1), 0.125), 0)) as [
    Tensor,
    Tensor,
  ];
  const side = sub(1, mul(mirror, 2));
  return [
    scaling(side, add(mul(side, 0), 1)),
    rotation(mul(quarters, Math.PI / 2)),
    shift(neg(round(mul(x, width))), neg(round(mul(y, height)))),
  ].reduce((a, b) => matmul(a, b));
}

/**
 * The inverse map of ADA's general transformations, [N, 3, 3]: scale 2^(0.2 n), rotation before and after anisotropic
 * scaling 2^(±0.2 n), so that both together happen with probability p, and translation by 0.125 n of the size.
 */
export function warp(draws: Draws, p: Tensor, [height, width]: readonly [number, number]): Tensor {
  const zoom = gate(draws, p)(exp2(mul(draws.normal(), 0.2)), 1);
  const rotates = sub(1, sqrt(maximum(sub(1, p), 0)));
  const turn = () => gate(draws, rotates)(mul(sub(mul(draws.uniform(), 2), 1), Math.PI), 0);
  const before = turn();
  const stretch = gate(draws, p)(exp2(mul(draws.normal(), 0.2)), 1);
  const after = turn();
  const move = gate(draws, p);
  const [x, y] = [draws.normal(), draws.normal()].map((n) => move(mul(n, 0.125), 0)) as [Tensor, Tensor];
  return [
    inverseScaling(zoom, zoom),
    rotation(before),
    inverseScaling(stretch, div(1, stretch)),
    rotation(after),
    shift(neg(mul(x, width)), neg(mul(y, height))),
  ].reduce((a, b) => matmul(a, b));
}
