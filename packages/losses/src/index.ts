export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './classification/binary-cross-entropy.js';
export { type BinaryFocalOptions, binaryFocal, type FocalOptions } from './classification/binary-focal.js';
export { type CrossEntropyOptions, crossEntropy } from './classification/cross-entropy.js';
export { type DiceOptions, dice } from './classification/dice.js';
export { focal } from './classification/focal.js';
export { type HingeOptions, hinge } from './classification/hinge.js';
export { type MulticlassHingeOptions, multiclassHinge } from './classification/multiclass-hinge.js';
export { type PolyOptions, poly } from './classification/poly.js';
export { clipLoss } from './contrastive/clip.js';
export { type InfoNceOptions, infoNce } from './contrastive/info-nce.js';
export { ntXent } from './contrastive/nt-xent.js';
export { supCon } from './contrastive/sup-con.js';
export type { ContrastiveOptions } from './contrastive/temperature.js';
export { type TripletOptions, triplet } from './contrastive/triplet.js';
export { type EdmLossOptions, type EdmOptions, edmLoss, edmPreconditioning } from './diffusion/edm.js';
export {
  type FlowMatchingOptions,
  flowMatching,
  type LogitNormalOptions,
  logitNormalTimes,
  modeTimes,
} from './diffusion/flow-matching.js';
export { type HybridDiffusionOptions, hybridDiffusion, type LearnedVarianceStep } from './diffusion/hybrid.js';
export { offsetNoise } from './diffusion/offset-noise.js';
export {
  type DiffusionLossOptions,
  diffusionLoss,
  diffusionTarget,
  type Prediction,
  priorPreservation,
} from './diffusion/targets.js';
export { type TransportPairs, type TransportPairsOptions, transportPairs } from './diffusion/transport-pairs.js';
export { type MinSnrOptions, minSnrWeight, type P2Options, p2Weight } from './diffusion/weights.js';
export { type DistillationOptions, distillation } from './divergence/distillation.js';
export { jsDivergence } from './divergence/js-divergence.js';
export { type DivergenceOptions, klDivergence } from './divergence/kl-divergence.js';
export { type MmdOptions, mmd } from './divergence/mmd.js';
export { type BeganOptions, began } from './gan/began.js';
export { clipWeights } from './gan/clip-weights.js';
export { featureMatching } from './gan/feature-matching.js';
export { type GradientPenaltyOptions, gradientPenalty } from './gan/gradient-penalty.js';
export { hingeGan } from './gan/hinge-gan.js';
export type { Critic } from './gan/input-gradient.js';
export { type LeastSquaresGanOptions, leastSquaresGan } from './gan/least-squares-gan.js';
export { type LabelOptions, nonSaturatingGan, saturatingGan } from './gan/non-saturating-gan.js';
export { type PathLengthOptions, pathLength } from './gan/path-length.js';
export { r1Penalty, r2Penalty, type ZeroCenteredOptions } from './gan/r1-penalty.js';
export { type R3ganOptions, r3gan } from './gan/r3gan.js';
export { relativisticAverageGan, relativisticGan } from './gan/relativistic-gan.js';
export { flipLabels, instanceNoise, mixSamples, perturbSamples } from './gan/samples.js';
export type { GanLoss, GeneratorScores, Scores } from './gan/scores.js';
export { wassersteinGan } from './gan/wasserstein-gan.js';
export { type PerceptualOptions, perceptual } from './image/perceptual.js';
export { type SsimOptions, ssim } from './image/ssim.js';
export type { LossOptions } from './internal/loss.js';
export type { Reduction } from './internal/reduction.js';
export {
  type ElasticPenaltyOptions,
  elasticPenalty,
  l1Penalty,
  l2Penalty,
  type PenaltyOptions,
} from './penalty/elastic.js';
export { type DpoOptions, dpo, type IpoOptions, ipo, type PreferencePairs } from './preference/dpo.js';
export { type JudgedAnswers, type KtoOptions, kto } from './preference/kto.js';
export { type SimpoOptions, simpo } from './preference/simpo.js';
export { cosineDistance } from './regression/cosine-distance.js';
export { type GaussianNllOptions, gaussianNll } from './regression/gaussian-nll.js';
export { type HuberOptions, huber } from './regression/huber.js';
export { logCosh } from './regression/log-cosh.js';
export { mae } from './regression/mae.js';
export { mse } from './regression/mse.js';
export { type PoissonNllOptions, poissonNll } from './regression/poisson-nll.js';
export { type QuantileOptions, quantile } from './regression/quantile.js';
export { type SmoothL1Options, smoothL1 } from './regression/smooth-l1.js';
export { type CtcOptions, ctc } from './sequence/ctc.js';
export { type AnnealedCapacityOptions, annealedCapacity } from './vae/annealed-capacity.js';
export { type BetaTcOptions, betaTc } from './vae/beta-tc.js';
export { type ElboOptions, elbo } from './vae/elbo.js';
export { freeBits } from './vae/free-bits.js';
export { gaussianKl, gaussianKlTerms, monteCarloKl } from './vae/gaussian-kl.js';
export { type InfoVaeOptions, infoVae } from './vae/info-vae.js';
export { iwae } from './vae/iwae.js';
export {
  type CyclicalKlOptions,
  cyclicalKlSchedule,
  type KlSchedule,
  linearKlSchedule,
  sigmoidKlSchedule,
} from './vae/kl-schedules.js';
export {
  bernoulliReconstruction,
  type DiscretizedLogisticOptions,
  discretizedLogisticReconstruction,
  gaussianReconstruction,
  laplaceReconstruction,
} from './vae/likelihoods.js';
export {
  type CodebookState,
  quantize,
  type UpdateCodebookOptions,
  updateCodebook,
  type VqLossOptions,
  vqLoss,
} from './vae/vector-quantization.js';
