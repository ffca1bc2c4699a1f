import { kaimingNormal, zeros } from '@saddlepoint/init';
import { type Layer, leakyRelu, linear, relu, sequential } from '@saddlepoint/nn';
import { type Backend, foldIn, key, materialize, normal } from '@saddlepoint/tensor';
import { type Coverage, coverageOf, drawn } from './coverage.js';
import { type BalanceHistory, createGan, play } from './gan.js';
import type { Method } from './methods.js';
import { type Mixture, samplePoints } from './mixtures.js';

/** One method on one mixture from one seed. */
export interface PlaneRun {
  readonly method: Method;
  readonly seed: number;
  /** Coverage on the way, first and last step included. */
  readonly history: readonly (Coverage & { readonly step: number })[];
  readonly balance: BalanceHistory;
  /** The last samples, x and y in turn. */
  readonly points: ArrayLike<number>;
  readonly seconds: number;
}

export interface PlaneOptions {
  readonly steps: number;
  readonly seed: number;
}

const [latent, width, batchSize] = [2, 64, 512];
const he = { weight: kaimingNormal(), bias: zeros() };
const network = (inputs: number, outputs: number, activation: () => Layer): Layer<unknown> =>
  sequential(
    linear(inputs, width, he),
    activation(),
    linear(width, width, he),
    activation(),
    linear(width, width, he),
    activation(),
    linear(width, outputs, he),
  );
const networks = {
  generator: network(latent, 2, relu),
  discriminator: network(2, 1, () => leakyRelu({ negativeSlope: 0.2 })),
  latent,
};

/** Trains a generator of points in the plane. */
export async function trainOnPlane(
  backend: Backend,
  mixture: Mixture,
  method: Method,
  { steps, seed }: PlaneOptions,
): Promise<PlaneRun> {
  const began = performance.now();
  const gan = createGan(backend, networks, method, batchSize);
  const data = await materialize(samplePoints(mixture, foldIn(key(seed), 1), 100_000), backend);
  const noise = await materialize(normal(foldIn(key(seed), 2), [drawn, latent]), backend);
  const history: (Coverage & { step: number })[] = [];
  let points: ArrayLike<number> = [];
  const balance = await play(gan, data, {
    steps,
    seed,
    every: Math.max(1, Math.round(steps / 25)),
    async look(step, generate) {
      points = await (await generate(noise)).data();
      history.push({ step, ...coverageOf(points, mixture) });
    },
  });
  await gan.dispose();
  return { method, seed, history, balance, points, seconds: (performance.now() - began) / 1000 };
}
