/** A point on the line that is searched. */
export interface Point {
  /** How far along the direction. */
  readonly t: number;
  readonly loss: number;
  readonly gradient: Float64Array;
  /** The derivative along the direction. */
  readonly slope: number;
}

/** Sufficient decrease, and flattening of the slope. */
const [c1, c2] = [1e-4, 0.9];

export interface LineSearch {
  evaluate(t: number): Promise<Point>;
  /** The point at t = 0; its slope is negative. */
  readonly start: Point;
  /** The first t to try, above 0. */
  readonly first: number;
  /** A bracket shorter than this is not searched any more. */
  readonly shortest: number;
  /** Trials after the first one. */
  readonly trials: number;
}

/**
 * A point that satisfies the strong Wolfe conditions, f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|; the best one seen
 * when there is no such point within the allowed trials.
 *
 * First steps grow until two points enclose such a point, then the bracket shrinks around it, by cubic interpolation.
 * Source: Nocedal, Wright, "Numerical optimization" (2006), algorithms 3.5 and 3.6; PyTorch's and minFunc's safeguards.
 */
export async function strongWolfe(search: LineSearch): Promise<Point> {
  const { start, trials } = search;
  const fallsEnough = ({ t, loss }: Point) => loss <= start.loss + c1 * t * start.slope;
  const isFlat = ({ slope }: Point) => Math.abs(slope) <= -c2 * start.slope;

  let [previous, current] = [start, await search.evaluate(search.first)];
  let trial = 0;
  for (; trial < trials; trial++) {
    if (!fallsEnough(current) || (trial > 1 && current.loss >= previous.loss)) break;
    if (isFlat(current)) return current;
    if (current.slope >= 0) break;
    const [low, high] = [current.t + 0.01 * (current.t - previous.t), 10 * current.t];
    const next = await search.evaluate(cubicMinimum(previous, current, low, high));
    [previous, current] = [current, next];
  }
  // Without trials left the two are those at hand.
  let [best, other] = lower(trial < trials ? previous : start, current);
  let stalled = false;
  while (trial < trials && Math.abs(best.t - other.t) >= search.shortest) {
    const inside = keepAway(cubicMinimum(best, other), best.t, other.t, stalled);
    stalled = inside.stalled;
    const point = await search.evaluate(inside.t);
    trial++;
    if (!fallsEnough(point) || point.loss >= best.loss) {
      [best, other] = lower(best, point);
      continue;
    }
    if (isFlat(point)) return point;
    if (point.slope * (other.t - best.t) >= 0) other = best;
    best = point;
  }
  return best;
}

/** Both, the one with the smaller loss first. */
function lower(a: Point, b: Point): [Point, Point] {
  return a.loss <= b.loss ? [a, b] : [b, a];
}

/** Where the cubic through two points with their slopes is least, within [low, high]; the middle when it is nowhere. */
function cubicMinimum(a: Point, b: Point, low = Math.min(a.t, b.t), high = Math.max(a.t, b.t)): number {
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const d1 = left.slope + right.slope - (3 * (left.loss - right.loss)) / (left.t - right.t);
  const square = d1 * d1 - left.slope * right.slope;
  const d2 = Math.sqrt(square);
  const t = right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return Number.isNaN(t) ? (low + high) / 2 : Math.min(Math.max(t, low), high);
}

/** t, moved a tenth of the bracket away from an end that it keeps coming close to. */
function keepAway(t: number, a: number, b: number, stalled: boolean): { t: number; stalled: boolean } {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const margin = 0.1 * (high - low);
  if (Math.min(high - t, t - low) >= margin) return { t, stalled: false };
  if (!stalled && t < high && t > low) return { t, stalled: true };
  return { t: high - t < t - low ? high - margin : low + margin, stalled: false };
}
