import type { ImageClasses } from '@saddlepoint/data';
import { kaimingNormal, zeros } from '@saddlepoint/init';
import { type Layer, leakyRelu, linear, relu, sequential, tanh } from '@saddlepoint/nn';
import { sampleDiversity } from '@saddlepoint/stabilizers';
import { type Backend, foldIn, key, materialize, normal, reshape, type Tensor, tensor } from '@saddlepoint/tensor';
import { type BalanceHistory, createGan, play } from './gan.js';
import type { Judge } from './judge.js';
import type { Method } from './methods.js';

/** What the judge says of generated digits. */
interface DigitCoverage {
  /** Digits that at least {@link fewest} of the samples show, read with a confidence of 0.9. */
  readonly digits: number;
  /** Share of the samples read with that confidence. */
  readonly confident: number;
  /** Mean distance between two samples, as a share of that between two real digits. */
  readonly diversity: number;
}

export interface DigitsRun {
  readonly method: Method;
  readonly seed: number;
  readonly history: readonly (DigitCoverage & { readonly step: number })[];
  readonly balance: BalanceHistory;
  /** The last samples, {@link side} × side pixels from −1 to 1 each. */
  readonly pictures: ArrayLike<number>;
  readonly seconds: number;
}

/** Height and width of a digit: half of MNIST's, where a fully connected network learns in minutes. */
export const side = 14;
/** How many samples are judged, and how many must show a digit: a fifth of its fair share, as of a Gaussian. */
const [judged, fewest] = [500, 10];
const [latent, batchSize, pixels] = [32, 64, side * side];
const he = { weight: kaimingNormal(), bias: zeros() };
const leaky = () => leakyRelu({ negativeSlope: 0.2 });

const networks = {
  generator: sequential(
    linear(latent, 256, he),
    relu(),
    linear(256, 512, he),
    relu(),
    linear(512, pixels),
    tanh(),
  ) as Layer<unknown>,
  discriminator: sequential(
    linear(pixels, 256, he),
    leaky(),
    linear(256, 256, he),
    leaky(),
    linear(256, 1),
  ) as Layer<unknown>,
  latent,
  averaging: 0.995,
};

/** Trains a generator of digits, and asks the judge which it has learned. @param data digits at half size. */
export async function trainOnDigits(
  backend: Backend,
  { train }: ImageClasses,
  judge: Judge,
  method: Method,
  { steps, seed }: { readonly steps: number; readonly seed: number },
): Promise<DigitsRun> {
  const began = performance.now();
  const gan = createGan(backend, networks, method, batchSize);
  // What the judge was trained on: bytes, standardised.
  const { mean = 0, std = 1 } = train.columns.x;
  const shown = Float32Array.from(train.columns.x.data, (p) => p / 127.5 - 1);
  const data = await materialize(tensor(shown, { shape: [train.size, pixels] }), backend);
  const real = await spread(tensor(shown.subarray(0, judged * pixels), { shape: [judged, pixels] }));
  const noise = await materialize(normal(foldIn(key(seed), 2), [judged, latent]), backend);
  const history: (DigitCoverage & { step: number })[] = [];
  let pictures: ArrayLike<number> = [];
  const balance = await play(gan, data, {
    steps,
    seed,
    every: Math.max(1, Math.round(steps / 12)),
    async look(step, generate) {
      const samples = await generate(noise);
      pictures = await samples.data();
      const seen = samples.add(1).mul(127.5).sub(mean).div(std);
      history.push({ step, ...(await coverageOf(seen, judge)), diversity: (await spread(samples)) / real });
    },
  });
  await gan.dispose();
  return { method, seed, history, balance, pictures, seconds: (performance.now() - began) / 1000 };
}

const spread = (samples: Tensor): Promise<number> => sampleDiversity(samples).distance.item();

async function coverageOf(samples: Tensor, judge: Judge): Promise<Omit<DigitCoverage, 'diversity'>> {
  const { digit, confidence } = await judge.read(reshape(samples, [judged, 1, side, side]));
  const [digits, certainties] = [await digit.data(), await confidence.data()];
  const counts = new Array<number>(10).fill(0);
  digits.forEach((d, i) => {
    if (certainties[i]! >= 0.9) counts[d]!++;
  });
  return {
    digits: counts.filter((n) => n >= fewest).length,
    confident: counts.reduce((a, b) => a + b) / judged,
  };
}
