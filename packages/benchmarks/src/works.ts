import type { Net } from './nets/index.js';
import type { Mode } from './work.js';

/** One network to train, and the modes it is measured in. */
export type Step = { title: string; modes: readonly Mode[] } & Net;

const both: readonly Mode[] = ['gradient', 'train'];

/** What is measured, by name. */
export const works: { readonly [name: string]: Step } = {
  mlp: {
    title: 'MLP 784-512-64-10, batch 256',
    modes: both,
    net: 'mlp',
    size: { widths: [784, 512, 64, 10], batch: 256 },
  },
  cnn: {
    title: 'CNN 32-64 channels, 3×3, 32×32×3, batch 64',
    modes: both,
    net: 'cnn',
    size: { channels: [32, 64], image: 32, batch: 64 },
  },
  gpt: {
    title: 'GPT 4 layers × 128, 32 × 64 tokens',
    modes: both,
    net: 'gpt',
    size: { layers: 4, heads: 4, width: 128, context: 64, batch: 32 },
  },
  // nanoGPT's character model in width and depth, its processor settings in context and batch.
  'gpt-12x384': {
    title: 'GPT 12 layers × 384, 12 × 64 tokens',
    modes: both,
    net: 'gpt',
    size: { layers: 12, heads: 6, width: 384, context: 64, batch: 12 },
  },
  unet: {
    title: 'Diffusion UNet 32-64 channels, 32×32×3, batch 16',
    modes: both,
    net: 'unet',
    size: { channels: 32, image: 32, batch: 16 },
  },
  lstm: {
    title: 'LSTM 2 layers × 128, 32 steps, batch 32',
    modes: both,
    net: 'lstm',
    size: { layers: 2, inputs: 64, width: 128, time: 32, batch: 32 },
  },
  critic: {
    title: 'WGAN-GP critic 32-64-128 channels, 32×32×3, batch 32',
    modes: both,
    net: 'critic',
    size: { channels: [32, 64, 128], image: 32, batch: 32 },
  },
  'cnn-hvp': {
    title: 'Hessian-vector product of the CNN',
    modes: ['hvp'],
    net: 'cnn',
    size: { channels: [32, 64], image: 32, batch: 64 },
  },
};

/** The same kinds, so small that they take no time: they show that the suite runs. */
export const quickWorks: { readonly [name: string]: Step } = {
  mlp: { title: 'MLP', modes: both, net: 'mlp', size: { widths: [8, 16, 4], batch: 4 } },
  cnn: { title: 'CNN', modes: both, net: 'cnn', size: { channels: [4, 8], image: 8, batch: 2 } },
  gpt: { title: 'GPT', modes: both, net: 'gpt', size: { layers: 1, heads: 2, width: 8, context: 4, batch: 2 } },
  unet: { title: 'UNet', modes: both, net: 'unet', size: { channels: 8, image: 8, batch: 1 } },
  lstm: { title: 'LSTM', modes: both, net: 'lstm', size: { layers: 2, inputs: 3, width: 4, time: 3, batch: 2 } },
  critic: { title: 'critic', modes: both, net: 'critic', size: { channels: [4, 8], image: 8, batch: 2 } },
  'cnn-hvp': { title: 'HVP', modes: ['hvp'], net: 'cnn', size: { channels: [4, 8], image: 8, batch: 2 } },
};
