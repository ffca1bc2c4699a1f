import { methodsFor, type Task } from './methods.js';

const plane: Task = {
  rate: 1e-3,
  criticSteps: 3,
  wasserstein: { lambda: 0.1, criticSteps: 5 },
  gamma: 0.3,
  lipschitz: 20,
  ttur: { generator: 1e-3, discriminator: 4e-3 },
};

/** Steps of the generator, and the settings of the methods, for each thing that is learned. */
export const tasks = {
  grid: {
    steps: 4000,
    methods: methodsFor(plane),
  },
  ring: {
    steps: 1500,
    methods: methodsFor(plane),
  },
  digits: {
    steps: 2000,
    methods: methodsFor({
      rate: 5e-4,
      criticSteps: 2,
      wasserstein: { lambda: 10, criticSteps: 2 },
      gamma: 10,
      lipschitz: 3,
      ttur: { generator: 1e-4, discriminator: 4e-4 },
    }),
  },
} as const;
