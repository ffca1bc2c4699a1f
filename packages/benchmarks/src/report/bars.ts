import type { Ratio } from '../statistics.js';

/** Bars that belong together. */
export interface Group {
  label: string;
  bars: readonly (Ratio & { name: string })[];
}

const colours = ['#2361d8', '#d4500a', '#1f8a4c', '#9333b8', '#0b7f94', '#a37700', '#8a5a44'];
const style =
  'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:#1c2128}' +
  '.m{fill:#5b6570}.b{font-weight:600}.e{text-anchor:end}.c{text-anchor:middle}';

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const text = (x: number, y: number, content: string, look = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${look}">${escapeText(content)}</text>`;
const rect = (x: number, y: number, width: number, height: number, fill: string) =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height}" fill="${fill}"/>`;
const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, width = 1) =>
  `<line x1="${x1.toFixed(1)}" y1="${y1}" x2="${x2.toFixed(1)}" y2="${y2}" stroke="${stroke}" stroke-width="${width}"/>`;

const [width, left, right, bar, gap] = [760, 290, 60, 13, 14];
const furthest = [0.005, 20] as const;

/**
 * Ratios as horizontal bars on a logarithmic axis, as an SVG document. They start at 1, the same speed, and go left where we
 * are faster. Thin lines are the spread over rounds.
 *
 * @returns undefined when there is nothing to draw.
 */
export function ratioBars(title: string, all: readonly Group[]): string | undefined {
  const groups = all.filter(({ bars }) => bars.length > 0);
  const every = groups.flatMap(({ bars }) => bars);
  if (every.length === 0) return undefined;
  const names = [...new Set(every.map(({ name }) => name))];
  const colour = (name: string) => colours[names.indexOf(name) % colours.length]!;
  // What lies beyond is cut off: its number stands beside it.
  const low = Math.max(furthest[0], Math.min(0.5, ...every.map((b) => b.low)));
  const high = Math.min(furthest[1], Math.max(2, ...every.map((b) => b.high)));
  const at = (x: number) =>
    left + ((width - left - right) * Math.log(Math.min(high, Math.max(low, x)) / low)) / Math.log(high / low);

  const top = 84;
  let y = top + 6;
  const rows = groups.flatMap(({ label, bars }) => {
    const start = y;
    const drawn = bars.flatMap(({ name, ratio, low: least, high: most }) => {
      const x = at(ratio);
      const middle = y + (bar - 1) / 2;
      const parts = [
        rect(Math.min(x, at(1)), y, Math.max(1, Math.abs(x - at(1))), bar - 1, colour(name)),
        line(at(least), middle, at(most), middle, '#1c2128'),
        text(Math.max(x, at(most), at(1)) + 5, y + bar - 3, ratio.toFixed(2), 'm'),
      ];
      y += bar;
      return parts;
    });
    const place = (start + y) / 2 + 4;
    y += gap;
    return [text(left - 10, place, label, 'e'), ...drawn];
  });

  const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20].filter((x) => x >= low && x <= high);
  const grid = ticks.flatMap((x) => [
    line(at(x), top, at(x), y, x === 1 ? '#1c2128' : '#dfe4ea', x === 1 ? 1.5 : 1),
    text(at(x), y + 16, String(x), 'm c'),
  ]);
  let x = 16;
  const legend = names.flatMap((name) => {
    const entry = [rect(x, 43, 11, 11, colour(name)), text(x + 17, 53, name)];
    x += 40 + 7 * name.length;
    return entry;
  });
  const height = y + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeText(title)}</title><style>${style}</style>${rect(0, 0, width, height, '#fff')}`,
    text(16, 26, title, 'b'),
    ...legend,
    text(at(1) - 8, 76, '← Saddlepoint is faster', 'm e'),
    text(at(1) + 8, 76, 'slower →', 'm'),
    ...grid,
    ...rows,
    '</svg>\n',
  ].join('');
}
