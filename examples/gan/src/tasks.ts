import { nonSaturatingGan, saturatingGan } from '@saddlepoint/losses';
import { methodsFor, type Task } from './methods.js';

const plane: Task = {
  rate: 1e-3,
  betas: [0.5, 0.99],
  criticSteps: 3,
  wasserstein: { lambda: 0.1, criticSteps: 5 },
  gamma: 0.3,
  spectral: { lipschitz: 20, betas: [0.5, 0.99] },
  ttur: { generator: 1e-3, discriminator: 4e-3 },
  alone: saturatingGan(),
};

/** Steps of the generator, and the settings of the methods, for each thing that is learned. */
export const tasks = {
  grid: {
    steps: 4000,
    methods: methodsFor(plane),
  },
  ring25: {
    steps: 4000,
    methods: methodsFor(plane),
  },
  ring: {
    steps: 1500,
    methods: methodsFor(plane),
  },
  digits: {
    steps: 4000,
    methods: methodsFor({
      rate: 1e-3,
      betas: [0.5, 0.9],
      criticSteps: 1,
      wasserstein: { lambda: 1, criticSteps: 2 },
      gamma: 1,
      spectral: { lipschitz: 10, betas: [0, 0.99] },
      ttur: { generator: 5e-4, discriminator: 2e-3 },
      alone: nonSaturatingGan(),
    }),
  },
} as const;
