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

type Betas = readonly [number, number];

/** What the methods need to know about what is learned. */
export interface Task {
  /** Adam's rate of both players, where the method does not set its own. */
  readonly rate: number;
  /** Adam's. */
  readonly betas: Betas;
  /** Steps of the discriminator for each of the generator, under R1 and spectral normalisation. */
  readonly criticSteps: number;
  /** λ of WGAN-GP, and its steps of the critic. */
  readonly wasserstein: { readonly lambda: number; readonly criticSteps: number };
  /** γ of R1. */
  readonly gamma: number;
  /** The slope that spectral normalisation leaves the discriminator, and Adam's betas under it. */
  readonly spectral: { readonly lipschitz: number; readonly betas: Betas };
  /** Rates of the two players for the two time scales. */
  readonly ttur: { readonly generator: number; readonly discriminator: number };
  /** The game of the two time scales without a penalty. */
  readonly alone: GanLoss;
}

export const methodNames = ['minimax', 'wganGp', 'r1', 'spectral', 'ttur', 'tturAlone'] as const;
export type MethodName = (typeof methodNames)[number];

/** The plain game, and ways that hold it steady. */
export function methodsFor(task: Task) {
  const { rate, betas, criticSteps, wasserstein, gamma, spectral, ttur: rates, alone } = task;
  const alike = (of = betas) => {
    const player = adam({ learningRate: rate, betas: of });
    return { generator: player, discriminator: player };
  };
  const twoScales = ttur({
    generator: { learningRate: rates.generator, betas },
    discriminator: { learningRate: rates.discriminator, betas },
  });
  return {
    minimax: {
      title: 'minimax',
      description: 'saturating loss, one discriminator step, equal rates',
      game: saturatingGan(),
      ...alike(),
      criticSteps: 1,
    },
    wganGp: {
      title: 'WGAN-GP',
      description: `Wasserstein loss, gradient penalty λ = ${wasserstein.lambda}, ${wasserstein.criticSteps} steps of the critic`,
      game: wassersteinGan(),
      ...alike(),
      criticSteps: wasserstein.criticSteps,
      penalty: (critic, real, fake, key) =>
        gradientPenalty(critic, mixSamples(key, real, fake), { weight: wasserstein.lambda }),
    },
    r1: {
      title: 'R1',
      description: `non-saturating loss, R1 with γ = ${gamma}, discriminator steps: ${criticSteps}`,
      game: nonSaturatingGan(),
      ...alike(),
      criticSteps,
      penalty: (critic, real) => r1Penalty(critic, real, { gamma }),
    },
    spectral: {
      title: 'spectral norm',
      description: `hinge loss, spectrally normalised discriminator times ${spectral.lipschitz}, its steps: ${criticSteps}, betas ${spectral.betas.join(', ')}`,
      game: hingeGan(),
      ...alike(spectral.betas),
      criticSteps,
      spectral: spectralNormalization(),
      lipschitz: spectral.lipschitz,
    },
    ttur: {
      title: 'TTUR',
      description: `R1 with one discriminator step, at rates ${rates.generator} and ${rates.discriminator}`,
      game: nonSaturatingGan(),
      ...twoScales,
      criticSteps: 1,
      penalty: (critic, real) => r1Penalty(critic, real, { gamma }),
    },
    tturAlone: {
      title: 'TTUR alone',
      description: `no penalty, one discriminator step, at rates ${rates.generator} and ${rates.discriminator}`,
      game: alone,
      ...twoScales,
      criticSteps: 1,
    },
  } satisfies { readonly [N in MethodName]: Method };
}
