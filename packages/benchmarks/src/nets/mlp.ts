import { type Layer, linear, relu, sequential } from '@saddlepoint/nn';
import { classes, pattern } from '../pattern.js';
import { classifier } from './classifier.js';

export interface MlpSize {
  /** Inputs, hidden layers, classes. */
  widths: readonly number[];
  batch: number;
}

/** Linear layers with ReLU between them. */
export function mlp({ widths, batch }: MlpSize) {
  const layers = widths.slice(1).flatMap((width, i): Layer[] => {
    const layer = linear(widths[i]!, width);
    return i === 0 ? [layer] : [relu(), layer];
  });
  return classifier(
    sequential(...layers),
    () => pattern([batch, widths[0]!], 1),
    () => classes([batch], widths.at(-1)!),
  );
}
