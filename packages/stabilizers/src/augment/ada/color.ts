import { add, cos, eye, floor, matmul, mul, sin, sub, type Tensor, tensor } from '@saddlepoint/tensor';
import type { Draws } from './draws.js';
import { exp2, gate } from './geometry.js';
import { matrixOf } from './matrix.js';

/** v vᵀ of the gray axis v = (1, 1, 1, 0) / √3: the projection on it. */
const gray = (): Tensor => {
  const one = [1, 1, 1, 0];
  return mul(tensor([one, one, one, [0, 0, 0, 0]]), 1 / 3);
};
/** v × as a matrix. */
const turn = (): Tensor => {
  const rows = [
    [0, -1, 1, 0],
    [1, 0, -1, 0],
    [-1, 1, 0, 0],
    [0, 0, 0, 0],
  ];
  return mul(tensor(rows), 1 / Math.sqrt(3));
};
/** One number an image, for products with matrices. */
const each = (x: Tensor): Tensor => x.reshape([-1, 1, 1]);

/**
 * ADA's colour transformations as [N, 4, 4] on (r, g, b, 1): brightness + 0.2 n, contrast 2^(0.5 n), luma flip, hue by any
 * angle, saturation 2^n.
 */
export function recolorMatrix(draws: Draws, p: Tensor): Tensor {
  const b = gate(draws, p)(mul(draws.normal(), 0.2), 0);
  const c = gate(draws, p)(exp2(mul(draws.normal(), 0.5)), 1);
  const flip = gate(draws, p)(floor(mul(draws.uniform(), 2)), 0);
  const hue = gate(draws, p)(mul(sub(mul(draws.uniform(), 2), 1), Math.PI), 0);
  const s = gate(draws, p)(exp2(draws.normal()), 1);
  const projection = gray();
  const rest = sub(eye(4), projection);
  const homogeneous = mul(eye(4), tensor([0, 0, 0, 1]));
  const inPlane = sub(rest, homogeneous);
  return [
    matrixOf([1, 0, 0, b], [0, 1, 0, b], [0, 0, 1, b], [0, 0, 0, 1]),
    matrixOf([c, 0, 0, 0], [0, c, 0, 0], [0, 0, c, 0], [0, 0, 0, 1]),
    sub(eye(4), mul(projection, mul(each(flip), 2))),
    // Rodrigues: along the axis nothing, in the plane across a rotation.
    add(add(add(projection, homogeneous), mul(inPlane, each(cos(hue)))), mul(turn(), each(sin(hue)))),
    add(projection, mul(rest, each(s))),
  ].reduce((whole, next) => matmul(next, whole));
}
