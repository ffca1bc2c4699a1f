import { lineChart, type Series } from '@saddlepoint/report';
import { type Curve, curves } from '../curves.js';
import type { Results } from '../results.js';
import { refused } from '../sides/side.js';
import { us } from '../sides/team.js';
import { median } from '../statistics.js';
import { picture, type Section, titleOf } from './section.js';

/** The points of one side that have been measured. */
function series(results: Results['growth'], curve: string, { points }: Curve, side: string): Series[] {
  const measured = points.flatMap((x) => {
    const times = results[`${curve}/${x}`]?.sides[side];
    return times && !refused(times) ? [{ x, y: median(times.rounds.flat()) }] : [];
  });
  if (measured.length < 2) return [];
  return [{ name: titleOf(side), x: measured.map(({ x }) => x), y: measured.map(({ y }) => y) }];
}

/** How the time grows from the last but one point to the last: y ∝ x to this power. */
function power({ x = [], y }: Series): string {
  const [a, b] = [y.length - 2, y.length - 1];
  return (Math.log(y[b]! / y[a]!) / Math.log(x[b]! / x[a]!)).toFixed(2);
}

export function growthSection({ growth }: Results): Section {
  const pictures: { [file: string]: string } = {};
  const parts = Object.entries(curves).flatMap(([name, curve]) => {
    const lines = [us, 'torch'].flatMap((side) => series(growth, name, curve, side));
    if (lines.length === 0) return [];
    const file = `growth-${name}.svg`;
    pictures[file] = lineChart({
      title: curve.title,
      series: lines,
      xLabel: curve.label,
      yLabel: 'ms a step',
      xScale: 'log',
      yScale: 'log',
    });
    const powers = lines.map((line) => `${line.name} ${power(line)}`).join(', ');
    return [`${picture(curve.title, file)}\n\nPower of the growth between the last two points: ${powers}.`];
  });
  return { text: parts.join('\n\n'), pictures };
}
