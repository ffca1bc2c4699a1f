import { flatten, linear, relu, sequential } from '@saddlepoint/nn';
import { syntheticImages } from '../src/data/synthetic-images.js';

const shape = [1, 4, 4] as const;

/** A comparison that is trained in a blink: three classes of 4×4 pictures. */
export const tiny = {
  title: 'Tiny',
  network: sequential(flatten(), linear(16, 12), relu(), linear(12, 3)),
  ...(await syntheticImages({ shape, classes: 3, train: 48, test: 30, noise: 0.3 })),
  epochs: 3,
  batchSize: 16,
  seeds: [0, 1],
};

/** A table without the columns that are times. */
export function untimed({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly unknown[])[] }) {
  const kept = [...columns.keys()].filter((i) => !/(time s|step ms)$/.test(columns[i]!));
  return [columns, ...rows].map((row) => kept.map((i) => row[i]));
}
