import { ArgumentError } from '@saddlepoint/tensor';

/**
 * Exponential moving average without the pull towards zero at the start (divided by 1 − βᵗ, as in Adam).
 *
 * `mₜ = β mₜ₋₁ + (1 − β) xₜ,  yₜ = mₜ / (1 − βᵗ)`
 *
 * Values that are not finite give NaN and leave the average as it was.
 *
 * @param factor β, from 0 (no smoothing) to below 1.
 */
export function smooth(values: ArrayLike<number>, factor: number): Float64Array {
  if (!(factor >= 0 && factor < 1)) throw new ArgumentError(`smooth: factor ${factor} must be from 0 to below 1`);
  const out = new Float64Array(values.length).fill(Number.NaN);
  let [average, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    average = factor * average + (1 - factor) * values[i]!;
    weight = factor * weight + (1 - factor);
    out[i] = average / weight;
  }
  return out;
}
