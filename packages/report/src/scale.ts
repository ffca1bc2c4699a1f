import { ArgumentError } from '@saddlepoint/tensor';

export type ScaleKind = 'linear' | 'log';

/** From values to positions on an axis. */
export interface Scale {
  readonly position: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/**
 * An axis from `min` to `max`, drawn from position `from` to `to`, with about `count` ticks at round numbers.
 *
 * @throws ArgumentError for a logarithmic axis that reaches zero or below.
 */
export function scale(kind: ScaleKind, min: number, max: number, from: number, to: number, count: number): Scale {
  const log = kind === 'log';
  if (log && min <= 0) throw new ArgumentError(`scale: a log axis cannot show ${min}; its values must be positive`);
  const f = log ? Math.log10 : (x: number) => x;
  const values = log ? logTicks(min, max, count) : linearTicks(min, max, count);
  // Ticks of a narrow log axis differ in later digits than their first.
  const apart = log && !(values[1]! < 2 * values[0]!);
  return {
    position: (value) => from + ((f(value) - f(min)) / (f(max) - f(min))) * (to - from),
    ticks: values.map((value) => ({ value, text: formatTick(value, apart ? value : values[1]! - values[0]!) })),
  };
}

/** Multiples of 1, 2 or 5 times a power of ten within [min, max]. */
export function linearTicks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * (1 - 1e-9))!;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiplying (or dividing by a whole number) keeps 0.3 from becoming 0.30000000000000004.
  const inverse = Math.round(1 / step);
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / inverse : (first + i) * step));
}

/** Powers of ten within [min, max]; 2 and 5 times them, or all multiples, when there would be too few. */
export function logTicks(min: number, max: number, count: number): number[] {
  const [low, high] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const decades = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const within = (multiples: readonly number[]) =>
    decades
      .flatMap((p) => multiples.map((m) => Number(`${m}e${p}`)))
      .filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  for (const multiples of [[1], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const ticks = within(multiples);
    if (ticks.length >= Math.min(3, count)) {
      const every = Math.ceil(ticks.length / (2 * count));
      return ticks.filter((_, i) => i % every === 0);
    }
  }
  return linearTicks(min, max, count);
}

/** As few digits as tell `value` from its neighbours `step` away. */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4))
    return value
      .toExponential()
      .replace('e+', 'e')
      .replace(/(\.\d{2})\d+/, '$1');
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
  const text = value.toFixed(digits);
  return size >= 10_000 ? text.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f') : text;
}
