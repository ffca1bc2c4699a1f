import {
  type Critic,
  type GanLoss,
  gradientPenalty,
  hingeGan,
  mixSamples,
  nonSaturatingGan,
  r1Penalty,
  saturatingGan,
  wassersteinGan,
} from '@saddlepoint/losses';
import { adam, type Transform, ttur } from '@saddlepoint/optimizers';
import { type SpectralNormalization, spectralNormalization } from '@saddlepoint/stabilizers';
import type { Tensor } from '@saddlepoint/tensor';

/** A way to train a generative adversarial network. */
export interface Method {
  readonly title: string;
  readonly description: string;
  readonly game: GanLoss;
  readonly generator: Transform;
  readonly discriminator: Transform;
  /** Steps of the discriminator for each of the generator. */
  readonly criticSteps: number;
  /** Added to the discriminator's loss. */
  readonly penalty?: (critic: Critic, real: Tensor, fake: Tensor, key: Tensor) => Tensor;
  /** Of the discriminator's weights. */
  readonly spectral?: SpectralNormalization;
  /** What scores are multiplied by under spectral normalisation, which holds slopes to 1. */
  readonly lipschitz?: number;
}

/** Adam's rates for two time scales. */
interface TwoRates {
  readonly generator: number;
  readonly discriminator: number;
}

/** What the methods need to know about what is learned. */
export interface Task {
  /** Adam's rate of both players, where the method does not set its own. */
  readonly rate: number;
  /** Steps of the discriminator for each of the generator, under R1 and spectral normalisation. */
  readonly criticSteps: number;
  /** λ of WGAN-GP, and its steps of the critic. */
  readonly wasserstein: { readonly lambda: number; readonly criticSteps: number };
  /** γ of R1. */
  readonly gamma: number;
  /** The slope that spectral normalisation leaves the discriminator. */
  readonly lipschitz: number;
  /** Rates of the two players for the two time scales. */
  readonly ttur: TwoRates;
  /** The two time scales without a penalty: their game, rates and second beta. */
  readonly tturAlone: TwoRates & { readonly saturating: boolean; readonly beta2: number };
}

const betas = [0.5, 0.9] as const;

export const methodNames = ['minimax', 'wganGp', 'r1', 'spectral', 'ttur', 'tturAlone'] as const;
export type MethodName = (typeof methodNames)[number];

/** The plain game, and ways that hold it steady. */
export function methodsFor({ rate, criticSteps, wasserstein, gamma, lipschitz, ttur: rates, tturAlone: alone }: Task) {
  const alike = { generator: adam({ learningRate: rate, betas }), discriminator: adam({ learningRate: rate, betas }) };
  const twoScales = ({ generator, discriminator }: TwoRates, beta2: number = betas[1]) => {
    const shared = { betas: [betas[0], beta2] } as const;
    return ttur({
      generator: { learningRate: generator, ...shared },
      discriminator: { learningRate: discriminator, ...shared },
    });
  };
  return {
    minimax: {
      title: 'minimax',
      description: 'saturating loss, one discriminator step, equal rates',
      game: saturatingGan(),
      ...alike,
      criticSteps: 1,
    },
    wganGp: {
      title: 'WGAN-GP',
      description: `Wasserstein loss, gradient penalty λ = ${wasserstein.lambda}, ${wasserstein.criticSteps} steps of the critic`,
      game: wassersteinGan(),
      ...alike,
      criticSteps: wasserstein.criticSteps,
      penalty: (critic, real, fake, key) =>
        gradientPenalty(critic, mixSamples(key, real, fake), { weight: wasserstein.lambda }),
    },
    r1: {
      title: 'R1',
      description: `non-saturating loss, R1 with γ = ${gamma}, discriminator steps: ${criticSteps}`,
      game: nonSaturatingGan(),
      ...alike,
      criticSteps,
      penalty: (critic, real) => r1Penalty(critic, real, { gamma }),
    },
    spectral: {
      title: 'spectral norm',
      description: `hinge loss, spectrally normalised discriminator times ${lipschitz}, its steps: ${criticSteps}`,
      game: hingeGan(),
      ...alike,
      criticSteps,
      spectral: spectralNormalization(),
      lipschitz,
    },
    ttur: {
      title: 'TTUR',
      description: `R1 with one discriminator step, at rates ${rates.generator} and ${rates.discriminator}`,
      game: nonSaturatingGan(),
      ...twoScales(rates),
      criticSteps: 1,
      penalty: (critic, real) => r1Penalty(critic, real, { gamma }),
    },
    tturAlone: {
      title: 'TTUR alone',
      description: `${alone.saturating ? 'saturating' : 'non-saturating'} loss, no penalty, one discriminator step, rates ${alone.generator} and ${alone.discriminator}, β₂ = ${alone.beta2}`,
      game: alone.saturating ? saturatingGan() : nonSaturatingGan(),
      ...twoScales(alone, alone.beta2),
      criticSteps: 1,
    },
  } satisfies { readonly [N in MethodName]: Method };
}
