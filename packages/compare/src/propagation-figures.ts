import type { LayerSignal } from '@saddlepoint/init';
import { type Figure, lineChart } from '@saddlepoint/report';
import { ArgumentError } from '@saddlepoint/tensor';
import { lookOf } from './core/comparison.js';

const panels = [
  { of: 'variance', title: 'The signal, forward', yLabel: 'variance', yScale: 'log' },
  { of: 'gradient', title: 'The gradient, backward', yLabel: 'mean square', yScale: 'log' },
  { of: 'correlation', title: 'Telling inputs apart', yLabel: 'mean cosine of two inputs', yScale: 'linear' },
  { of: 'dead', title: 'Dead units', yLabel: 'share that is 0 for every input', yScale: 'linear' },
] as const;

/**
 * What `propagation` of `@saddlepoint/init` found, drawn over depth: variance forward, gradient backward, correlation, dead
 * units. Numbers that are 0 or beyond all bounds have no place on a log axis: there the line ends.
 *
 * @param signals of one or more networks, by name.
 * @throws ArgumentError for no network, or one without a layer.
 */
export function propagationFigures(signals: Readonly<Record<string, readonly LayerSignal[]>>): Figure[] {
  const entries = Object.entries(signals);
  if (entries.length === 0) throw new ArgumentError('propagationFigures: signals is empty; give one network at least');
  const empty = entries.find(([, layers]) => layers.length === 0);
  if (empty) throw new ArgumentError(`propagationFigures: '${empty[0]}' has no layers`);
  return panels.flatMap(({ of, title, yLabel, yScale }): Figure[] => {
    const series = entries.flatMap(([name, layers], i) => {
      const y = layers.map((layer) => (yScale === 'log' && !(layer[of] > 0) ? Number.NaN : layer[of]));
      return y.some(Number.isFinite) ? [{ name, y, ...lookOf(i) }] : [];
    });
    if (series.length === 0) return [];
    return [{ svg: lineChart({ title, series, xLabel: 'layer', yLabel, yScale, width: 560, height: 370 }) }];
  });
}
