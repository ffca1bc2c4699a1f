export { type AdaAugmentOptions, type AdaPolicy, adaAugment } from './augment/ada/ada-augment.js';
export {
  type AdaptiveAugmentation,
  type AdaptiveAugmentationOptions,
  type AdaptiveAugmentationState,
  adaptiveAugmentation,
} from './augment/ada/adaptive-augmentation.js';
export {
  type AugmentedScores,
  type BalancedConsistencyOptions,
  balancedConsistency,
  type ConsistencyOptions,
  consistencyPenalty,
  type LatentConsistencyOptions,
  type LatentPair,
  latentConsistency,
} from './augment/consistency.js';
export { type DiffAugmentOptions, type DiffAugmentPolicy, diffAugment } from './augment/diff-augment.js';
export { dropPath, dropPathRates, stochasticDepth } from './dropout/drop-path.js';
export { spatialDropout } from './dropout/spatial-dropout.js';
export {
  type ClipReport,
  clipReport,
  countClips,
  type GradientTransform,
  type TransformState,
} from './gradients/count-clips.js';
export type { LayerLike, PassContext, StateView } from './internal/layer.js';
export {
  type MixedPrecision,
  mixedPrecision,
} from './mixed-precision/mixed-precision.js';
export { autocast, type MixedPrecisionPolicy } from './mixed-precision/policy.js';
export { type DeadUnitsOptions, deadUnits } from './monitors/dead-units.js';
export { type GameBalance, type GameBalanceOptions, gameBalance } from './monitors/game-balance.js';
export { gradientRatios } from './monitors/gradient-ratios.js';
export { type LipschitzEstimate, lipschitzEstimate } from './monitors/lipschitz-estimate.js';
export { type SampleDiversity, type SampleDiversityOptions, sampleDiversity } from './monitors/sample-diversity.js';
export { type CheckpointedOptions, checkpointed } from './recovery/checkpointed.js';
export { type FindNonFiniteOptions, findNonFinite, type NonFiniteReport } from './recovery/find-non-finite.js';
export { type GuardedFunction, guardFinite } from './recovery/guard-finite.js';
export {
  SpikeError,
  type SpikeGuard,
  type SpikeGuardOptions,
  type SpikeVerdict,
  spikeGuard,
} from './recovery/spike-guard.js';
export { type OrthogonalPenaltyOptions, orthogonalPenalty } from './regularisers/orthogonal-penalty.js';
export { type ParsevalStepOptions, parsevalStep } from './regularisers/parseval-step.js';
export { spectralPenalty } from './regularisers/spectral-penalty.js';
export { type SripPenaltyOptions, sripPenalty } from './regularisers/srip-penalty.js';
export { convSingularValues } from './weights/conv-singular-values.js';
export type { ConvMap } from './weights/power-iteration.js';
export { spectralNorm } from './weights/spectral-norm.js';
export {
  type SpectralNormalization,
  type SpectralOptions,
  type SpectralState,
  spectralNormalization,
} from './weights/spectral-normalization.js';
export { type WeightClippingOptions, weightClipping } from './weights/weight-clipping.js';
export { type WeightNormOptions, type WeightNormParams, weightNorm } from './weights/weight-norm.js';
