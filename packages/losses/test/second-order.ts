import { grad, hvp, type Tensor } from '@saddlepoint/tensor';
import { expectClose, wave } from './fixture.js';

/** That the Hessian of `fn` at x times a vector is the central difference of gradients along it. */
export async function expectHessian(fn: (x: Tensor) => Tensor, x: Tensor): Promise<void> {
  const v = wave(x.shape, 1, 0.7);
  const h = 1e-5;
  const along = async (sign: number) => grad(fn)(x.add(v.mul(sign * h))).data();
  const [after, before] = [await along(1), await along(-1)];
  const difference = Array.from(after, (g, i) => (g - before[i]!) / (2 * h));
  await expectClose(hvp(fn, x, v), difference, 7);
}
