export { type AdamOptions, adam } from './adam.js';
export { type AdamwOptions, adamw } from './adamw.js';
export {
  type AdabeliefOptions,
  adabelief,
  type ScaleByAdabeliefOptions,
  scaleByAdabelief,
} from './adaptive/adabelief.js';
export { type AdadeltaOptions, adadelta, type ScaleByAdadeltaOptions, scaleByAdadelta } from './adaptive/adadelta.js';
export {
  type AdafactorOptions,
  adafactor,
  type ScaleByAdafactorOptions,
  scaleByAdafactor,
} from './adaptive/adafactor.js';
export { type AdagradOptions, adagrad, type ScaleByAdagradOptions, scaleByAdagrad } from './adaptive/adagrad.js';
export { type AdamaxOptions, adamax, scaleByAdamax } from './adaptive/adamax.js';
export { type AdanOptions, adan, type ScaleByAdanOptions, scaleByAdan } from './adaptive/adan.js';
export { type AdemamixOptions, ademamix, type ScaleByAdemamixOptions, scaleByAdemamix } from './adaptive/ademamix.js';
export { type AdoptOptions, adopt, type ScaleByAdoptOptions, scaleByAdopt } from './adaptive/adopt.js';
export { type AmsgradOptions, amsgrad, type ScaleByAmsgradOptions, scaleByAmsgrad } from './adaptive/amsgrad.js';
export { type NadamOptions, nadam, type ScaleByNadamOptions, scaleByNadam } from './adaptive/nadam.js';
export { type RadamOptions, radam, type ScaleByRadamOptions, scaleByRadam } from './adaptive/radam.js';
export { type RmspropOptions, rmsprop, type ScaleByRmsOptions, scaleByRms } from './adaptive/rmsprop.js';
export { type ScaleByYogiOptions, scaleByYogi, type YogiOptions, yogi } from './adaptive/yogi.js';
export { type AddDecayedWeightsOptions, addDecayedWeights } from './add-decayed-weights.js';
export { applyUpdates } from './apply-updates.js';
export type { AverageState, Averaging } from './averages/average.js';
export { type EmaOptions, ema } from './averages/ema.js';
export { refreshStatistics } from './averages/refresh-statistics.js';
export { swa } from './averages/swa.js';
export { chain } from './chain.js';
export { type ClipByGlobalNormOptions, clipByGlobalNorm, globalNorm } from './clip-by-global-norm.js';
export { type DecayWeightsOptions, decayWeights } from './decay-weights.js';
export { type AddNoiseOptions, addNoise } from './gradients/add-noise.js';
export { centralize } from './gradients/centralize.js';
export { type ClipAdaptivelyOptions, clipAdaptively } from './gradients/clip-adaptively.js';
export { clipByNorm } from './gradients/clip-by-norm.js';
export { clipByValue } from './gradients/clip-by-value.js';
export { maximize } from './gradients/maximize.js';
export { scale } from './gradients/scale.js';
export type { DescentOptions } from './internal/descent.js';
export { type LambOptions, lamb } from './layerwise/lamb.js';
export { type LarsOptions, lars, type ScaleByLarsOptions, scaleByLars } from './layerwise/lars.js';
export { type ScaleByTrustRatioOptions, scaleByTrustRatio } from './layerwise/trust-ratio.js';
export { type LbfgsOptions, type LbfgsResult, lbfgs } from './lbfgs/lbfgs.js';
export { type GaloreAdamwOptions, type GaloreOptions, galore, galoreAdamw } from './matrix/galore.js';
export { type MuonOptions, muon, type ScaleByMuonOptions, scaleByMuon } from './matrix/muon.js';
export { type ScaleByShampooOptions, type ShampooOptions, scaleByShampoo, shampoo } from './matrix/shampoo.js';
export { type ScaleBySoapOptions, type SoapOptions, scaleBySoap, soap } from './matrix/soap.js';
export { type MomentumOptions, momentum } from './momentum.js';
export { type DadaptAdamOptions, dadaptAdam } from './parameter-free/dadapt-adam.js';
export { type ProdigyOptions, prodigy } from './parameter-free/prodigy.js';
export {
  type ScaleByScheduleFreeOptions,
  type ScheduleFree,
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeSgdOptions,
  scaleByScheduleFree,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from './parameter-free/schedule-free.js';
export { ganAdam, type TturOptions, ttur, wganRmsprop } from './presets/gan.js';
export { adam8bit, adamw8bit, type EightBitOptions, eightBit, lion8bit } from './quantized/eight-bit.js';
export { type SamOptions, samValueAndGrad } from './sam.js';
export { type ScaleByAdamOptions, scaleByAdam } from './scale-by-adam.js';
export { type ScaleByLearningRateOptions, scaleByLearningRate } from './scale-by-learning-rate.js';
export { constantSchedule } from './schedules/constant.js';
export { type CosineOptions, cosineSchedule } from './schedules/cosine.js';
export { type CosineRestartsOptions, cosineRestartsSchedule } from './schedules/cosine-restarts.js';
export { type CyclicOptions, cyclicSchedule } from './schedules/cyclic.js';
export { type ExponentialOptions, exponentialSchedule } from './schedules/exponential.js';
export { type InverseSqrtOptions, inverseSqrtSchedule } from './schedules/inverse-sqrt.js';
export { joinSchedules } from './schedules/join.js';
export { type LinearOptions, linearSchedule } from './schedules/linear.js';
export { type MultiStepOptions, multiStepSchedule } from './schedules/multi-step.js';
export { type NoamOptions, noamSchedule } from './schedules/noam.js';
export { type OneCycleOptions, oneCycleSchedule } from './schedules/one-cycle.js';
export { type PolynomialOptions, polynomialSchedule } from './schedules/polynomial.js';
export {
  type Plateau,
  type PlateauState,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from './schedules/reduce-on-plateau.js';
export { type Curve, sampleSchedule } from './schedules/sample.js';
export type { Schedule } from './schedules/schedule.js';
export { type SlantedTriangularOptions, slantedTriangularSchedule } from './schedules/slanted-triangular.js';
export { type StepOptions, stepSchedule } from './schedules/step.js';
export { type WarmupCosineOptions, warmupCosineSchedule } from './schedules/warmup-cosine.js';
export { type WarmupOptions, withWarmup } from './schedules/with-warmup.js';
export { type WsdOptions, wsdSchedule } from './schedules/wsd.js';
export {
  gaussNewtonDiagonal,
  type ScaleBySophiaHOptions,
  type ScaleBySophiaOptions,
  type SophiaGOptions,
  type SophiaHOptions,
  scaleBySophiaG,
  scaleBySophiaH,
  sophiaG,
  sophiaH,
} from './second-order/sophia.js';
export { type SgdOptions, sgd } from './sgd.js';
export { shard } from './shard.js';
export { type ShardPlan, shardPlan } from './shard-plan.js';
export { type LionOptions, lion, type ScaleByLionOptions, scaleByLion } from './sign/lion.js';
export { type SignSgdOptions, scaleBySign, signSgd } from './sign/sign-sgd.js';
export type { Extras, Match, OptimizerState, Transform, Update } from './transform.js';
export { type AccumulateOptions, accumulate } from './wrappers/accumulate.js';
export { cautious } from './wrappers/cautious.js';
export { freeze } from './wrappers/freeze.js';
export { type LookaheadOptions, lookahead } from './wrappers/lookahead.js';
export { type LossScalingOptions, lossScaleOf, lossScaling } from './wrappers/loss-scaling.js';
export { masked } from './wrappers/masked.js';
export { type Group, partition } from './wrappers/partition.js';
export { type SkipNonFiniteOptions, skipNonFinite } from './wrappers/skip-non-finite.js';
