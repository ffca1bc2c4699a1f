import type { GridImage } from '@saddlepoint/report';
import type { Mixture } from './mixtures.js';

const size = 176;

/** Points in the plane as a picture: black dots, on grey discs where the modes are (three standard deviations wide). */
export function scatter(points: ArrayLike<number>, mixture: Mixture, caption: readonly string[]): GridImage {
  const reach = 1.2 * Math.max(...mixture.centres.flat().map(Math.abs));
  const place = (x: number): number => Math.floor(((x + reach) / (2 * reach)) * size);
  const pixels = new Uint8Array(size * size).fill(255);
  const radius = Math.max(2, (3 * mixture.deviation * size) / (2 * reach));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const isNear = ([x, y]: readonly [number, number]): boolean =>
        Math.hypot(column + 0.5 - place(x), row + 0.5 - place(-y)) <= radius;
      if (mixture.centres.some(isNear)) pixels[row * size + column] = 205;
    }
  }
  for (let i = 0; i < points.length; i += 2) {
    const [column, row] = [place(points[i]!), place(-points[i + 1]!)];
    if (column >= 0 && column < size && row >= 0 && row < size) pixels[row * size + column] = 0;
  }
  return { pixels, width: size, height: size, caption };
}
