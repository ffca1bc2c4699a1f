/**
 * The scaling filter of Daubechies' least asymmetric wavelet with six vanishing moments, with sum 1. An image doubled in
 * size by it and halved by its mirror image is the image itself.
 *
 * Source: Daubechies, "Ten lectures on wavelets" (1992), table 6.3; `pywt.Wavelet('sym6').dec_lo` divided by √2.
 */
export const sym6: readonly number[] = [
  0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
  0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
  0.0017677118642428036, -0.007800708325034148,
].map((tap) => tap / Math.SQRT2);

/** How many pixels the filter reaches beyond a doubled image's ends, seen in pixels of the image. */
export const reach = 6;

/** Steps after which an axis that is continued by its mirror image repeats. */
export const periodOf = (size: number): number => Math.max(1, 2 * (size - 1));

/**
 * The matrix [2 · period, size] that doubles an axis, continued by its mirror image on either side: one period of the
 * result.
 */
export function doubling(size: number): number[][] {
  const period = periodOf(size);
  return Array.from({ length: 2 * period }, (_, n) => {
    const row = new Array<number>(size).fill(0);
    sym6.forEach((tap, k) => {
      const at = n + 5 - k;
      if (at % 2 !== 0) return;
      const phase = (((at / 2) % period) + period) % period;
      row[Math.min(phase, period - phase)]! += 2 * tap;
    });
    return row;
  });
}

/** The matrix [size, 2 · (size + reach)] that halves a doubled axis of which {@link reach} pixels more are known. */
export function halving(size: number): number[][] {
  return Array.from({ length: size }, (_, m) => {
    const row = new Array<number>(2 * (size + reach)).fill(0);
    sym6.forEach((tap, k) => {
      row[2 * m + k + 1] = tap;
    });
    return row;
  });
}
