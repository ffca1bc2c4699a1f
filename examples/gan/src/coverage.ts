import type { Mixture } from './mixtures.js';

/** How well samples cover a mixture. */
export interface Coverage {
  /** Modes with at least {@link fewest} of the samples within three standard deviations. */
  readonly modes: number;
  /** Share of the samples within three standard deviations of a mode. */
  readonly quality: number;
}

/** How many of the points are drawn, and how many of them a mode needs to count: a fifth of its fair share of 100. */
export const drawn = 2500;
const fewest = 20;

/**
 * Modes covered and high-quality samples as VEEGAN and PacGAN count them (there one sample was enough for a mode).
 *
 * @param points x and y in turn.
 * Source: Srivastava et al. 2017, arXiv:1705.07761; Lin et al. 2018, arXiv:1712.04086.
 */
export function coverageOf(points: ArrayLike<number>, { centres, deviation }: Mixture): Coverage {
  const counts = centres.map(() => 0);
  for (let i = 0; i < points.length; i += 2) {
    const near = centres.findIndex(([x, y]) => Math.hypot(points[i]! - x, points[i + 1]! - y) <= 3 * deviation);
    if (near >= 0) counts[near]!++;
  }
  return {
    modes: counts.filter((count) => count >= fewest).length,
    quality: counts.reduce((a, b) => a + b) / (points.length / 2),
  };
}
