import { ArgumentError, checkOptions } from '@saddlepoint/tensor';

/** What the display writes to: a stream such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** 0 where the terminal does not say. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** Units of work in all, above 0. */
  total: number;
  /** Units done before this display began, when resuming. Default 0. */
  done?: number;
  /** What a unit is called. Default `steps`. */
  unit?: string;
  /** Default `process.stderr`. */
  stream?: ProgressStream;
  /** Milliseconds, from any moment on. Default `performance.now`. */
  now?: () => number;
}

/** A line that tells how far the work has come. */
export interface Progress {
  /** Sets the units done and texts to show with them, such as `loss 0.31`. Nothing unless on a terminal. */
  update(done: number, ...texts: string[]): void;
  /** A line that stays, above the display. */
  log(text: string): void;
  /** Removes the display. */
  end(): void;
}

const barWidth = 12;
const redrawEvery = 100;
const rateOver = 5000;

/**
 * A one-line progress display: a bar, rate, texts and time left, drawn at most ten times a second. Where the stream is
 * not a terminal only {@link Progress.log} writes.
 *
 * @throws ArgumentError for a total that is not above 0, or an unknown option.
 */
export function progress(options: ProgressOptions): Progress {
  checkOptions('progress', options, ['total', 'done', 'unit', 'stream', 'now']);
  const { total, done: before = 0, unit = 'steps', stream = process.stderr, now = () => performance.now() } = options;
  if (!(total > 0)) throw new ArgumentError(`progress: total ${total} must be above 0`);
  const visible = stream.isTTY === true;
  // The rate is that of the last seconds: the first step, which compiles, does not spoil it for long.
  const marks = [{ at: now(), done: before }];
  let drawn = Number.NEGATIVE_INFINITY;
  let line = '';
  const clear = () => {
    if (line !== '') stream.write('\r\u001b[K');
  };
  return {
    update(done, ...texts) {
      const at = now();
      if (!visible || (at - drawn < redrawEvery && done < total)) return;
      drawn = at;
      marks.push({ at, done });
      while (marks.length > 2 && marks[1]!.at < at - rateOver) marks.shift();
      const [first] = marks;
      const rate = at > first!.at ? (done - first!.done) / ((at - first!.at) / 1000) : 0;
      line = describe(done, total, rate, unit, texts, stream.columns || 80);
      stream.write(`\r${line}\u001b[K`);
    },
    log(text) {
      clear();
      stream.write(`${text}\n`);
      if (line !== '') stream.write(line);
    },
    end() {
      clear();
      line = '';
    },
  };
}

/** The line, no wider than the terminal: a wrapped one could not be drawn over. */
function describe(
  done: number,
  total: number,
  rate: number,
  unit: string,
  texts: readonly string[],
  columns: number,
): string {
  const share = Math.min(1, Math.max(0, done / total));
  const filled = Math.round(share * barWidth);
  const left = rate > 0 ? `${showTime((total - done) / rate)} left` : '';
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(100 * share)} %`,
    rate > 0 ? `${showRate(rate)} ${unit}/s` : '',
    ...texts,
    left,
  ];
  return [...parts.filter((part) => part !== '').join('  ')].slice(0, columns - 1).join('');
}

const showRate = (rate: number): string => (rate >= 100 ? String(Math.round(rate)) : rate.toPrecision(3));

/** Seconds as 0:07, 12:34 or 1:02:03. */
export function showTime(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (x: number) => String(x).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
