import { addScaled, dot } from './vector.js';

interface Pair {
  /** The step. */
  readonly s: Float64Array;
  /** The change of the gradient. */
  readonly y: Float64Array;
  /** 1 / (s · y). */
  readonly rho: number;
}

/** The last few steps, which stand for the inverse Hessian. */
export class History {
  private readonly pairs: Pair[] = [];
  /** Of the multiple of the identity that the approximation begins with: sᵀy / yᵀy of the newest pair. */
  private scale = 1;

  constructor(private readonly size: number) {}

  /** Keeps a step and what it did to the gradient, unless the curvature along it is not positive. */
  add(s: Float64Array, y: Float64Array): void {
    const curvature = dot(y, s);
    if (!(curvature > 1e-10)) return;
    if (this.pairs.length === this.size) this.pairs.shift();
    this.pairs.push({ s, y, rho: 1 / curvature });
    this.scale = curvature / dot(y, y);
  }

  /** −H g, by the two-loop recursion. */
  direction(gradient: Float64Array): Float64Array {
    let q: Float64Array = gradient.map((g) => -g);
    const alphas: number[] = [];
    for (const { s, y, rho } of this.pairs.toReversed()) {
      const alpha = rho * dot(s, q);
      alphas.unshift(alpha);
      q = addScaled(q, -alpha, y);
    }
    let r: Float64Array = q.map((x) => x * this.scale);
    this.pairs.forEach(({ s, y, rho }, i) => {
      r = addScaled(r, alphas[i]! - rho * dot(y, r), s);
    });
    return r;
  }
}
