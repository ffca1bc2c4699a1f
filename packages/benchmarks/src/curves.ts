import type { Net } from './nets/index.js';

/** How the cost of a training step grows when one size does. */
export interface Curve {
  title: string;
  /** What grows. */
  label: string;
  points: readonly number[];
  at(x: number): Net;
}

export const curves: { readonly [name: string]: Curve } = {
  'mlp-width': {
    title: 'MLP 256-w-w-10, batch 128: cost against width',
    label: 'width',
    points: [64, 128, 256, 512, 1024, 2048],
    at: (width) => ({ net: 'mlp', size: { widths: [256, width, width, 10], batch: 128 } }),
  },
  'cnn-batch': {
    title: 'CNN 32-64 channels, 32×32×3: cost against batch',
    label: 'images',
    points: [1, 4, 16, 64, 128],
    at: (batch) => ({ net: 'cnn', size: { channels: [32, 64], image: 32, batch } }),
  },
  'gpt-batch': {
    title: 'GPT 4 × 128, 64 tokens: cost against batch',
    label: 'sequences',
    points: [1, 4, 16, 64],
    at: (batch) => ({ net: 'gpt', size: { layers: 4, heads: 4, width: 128, context: 64, batch } }),
  },
  'gpt-width': {
    title: 'GPT of 4 layers, 8 × 64 tokens: cost against width',
    label: 'width',
    points: [32, 64, 128, 256, 512],
    at: (width) => ({ net: 'gpt', size: { layers: 4, heads: 4, width, context: 64, batch: 8 } }),
  },
  'gpt-depth': {
    title: 'GPT of width 128, 8 × 64 tokens: cost against depth',
    label: 'layers',
    points: [1, 2, 4, 8, 16],
    at: (layers) => ({ net: 'gpt', size: { layers, heads: 4, width: 128, context: 64, batch: 8 } }),
  },
};

export const quickCurves: { readonly [name: string]: Curve } = {
  'mlp-width': {
    title: 'MLP: cost against width',
    label: 'width',
    points: [4, 8],
    at: (width) => ({ net: 'mlp', size: { widths: [4, width, width, 10], batch: 2 } }),
  },
};
