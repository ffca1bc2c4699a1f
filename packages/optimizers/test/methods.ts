import { adam } from '../src/adam.js';
import { adamw } from '../src/adamw.js';
import { adabelief } from '../src/adaptive/adabelief.js';
import { adadelta } from '../src/adaptive/adadelta.js';
import { adafactor } from '../src/adaptive/adafactor.js';
import { adagrad } from '../src/adaptive/adagrad.js';
import { adamax } from '../src/adaptive/adamax.js';
import { adan } from '../src/adaptive/adan.js';
import { ademamix } from '../src/adaptive/ademamix.js';
import { adopt } from '../src/adaptive/adopt.js';
import { amsgrad } from '../src/adaptive/amsgrad.js';
import { nadam } from '../src/adaptive/nadam.js';
import { radam } from '../src/adaptive/radam.js';
import { rmsprop } from '../src/adaptive/rmsprop.js';
import { yogi } from '../src/adaptive/yogi.js';
import { lamb } from '../src/layerwise/lamb.js';
import { lars } from '../src/layerwise/lars.js';
import { galoreAdamw } from '../src/matrix/galore.js';
import { muon } from '../src/matrix/muon.js';
import { shampoo } from '../src/matrix/shampoo.js';
import { soap } from '../src/matrix/soap.js';
import { dadaptAdam } from '../src/parameter-free/dadapt-adam.js';
import { prodigy } from '../src/parameter-free/prodigy.js';
import { scheduleFreeAdamw, scheduleFreeSgd } from '../src/parameter-free/schedule-free.js';
import { ganAdam, wganRmsprop } from '../src/presets/gan.js';
import { sophiaG, sophiaH } from '../src/second-order/sophia.js';
import { sgd } from '../src/sgd.js';
import { lion } from '../src/sign/lion.js';
import { signSgd } from '../src/sign/sign-sgd.js';
import type { Transform } from '../src/transform.js';

/** One row a method: what the tests of all methods run. */
export interface Method {
  readonly name: string;
  readonly optimizer: Transform;
  /** The rate it begins with on the small problems of the convergence tests. */
  readonly rate: number;
  /** That for Rosenbrock's valley, where another one is needed. */
  readonly valley?: number;
  /** Takes an estimate of the Hessian's diagonal. */
  readonly curvature?: true;
  /** Problems it does not solve, and why. */
  readonly unfit?: Readonly<Record<string, string>>;
}

export const methods: readonly Method[] = [
  { name: 'sgd', optimizer: sgd(), rate: 0.1, valley: 2e-3, unfit: { Rosenbrock: 'too few steps without momentum' } },
  { name: 'sgd momentum', optimizer: sgd({ momentum: 0.9, dampening: 0.1 }), rate: 0.03, valley: 1e-3 },
  { name: 'sgd nesterov', optimizer: sgd({ momentum: 0.9, nesterov: true }), rate: 0.03, valley: 1e-3 },
  { name: 'adagrad', optimizer: adagrad(), rate: 1, unfit: { Rosenbrock: 'its rate falls too soon' } },
  { name: 'adadelta', optimizer: adadelta(), rate: 10, valley: 0.3 },
  { name: 'rmsprop', optimizer: rmsprop({ momentum: 0.5, learningRateInMomentum: true }), rate: 0.05, valley: 0.01 },
  { name: 'rmsprop centered', optimizer: rmsprop({ centered: true }), rate: 0.03, valley: 0.01 },
  { name: 'adam', optimizer: adam(), rate: 0.1 },
  { name: 'adamw', optimizer: adamw({ weightDecay: 1e-3 }), rate: 0.1 },
  { name: 'amsgrad', optimizer: amsgrad(), rate: 0.1 },
  { name: 'amsgrad optax', optimizer: amsgrad({ variant: 'optax' }), rate: 0.1 },
  { name: 'amsgrad paper', optimizer: amsgrad({ variant: 'paper' }), rate: 0.1 },
  { name: 'adamax', optimizer: adamax(), rate: 0.1 },
  { name: 'nadam', optimizer: nadam(), rate: 0.1, valley: 0.05 },
  { name: 'radam', optimizer: radam(), rate: 0.1, valley: 3e-3 },
  { name: 'adabelief', optimizer: adabelief(), rate: 0.1 },
  { name: 'adabelief rectified', optimizer: adabelief({ rectify: true }), rate: 0.1, valley: 3e-3 },
  { name: 'yogi', optimizer: yogi(), rate: 0.1 },
  { name: 'adan', optimizer: adan({ weightDecay: 1e-4 }), rate: 0.1 },
  { name: 'adopt', optimizer: adopt(), rate: 0.1 },
  { name: 'ademamix', optimizer: ademamix({ betas: [0.9, 0.999, 0.99], alpha: 2, warmupSteps: 100 }), rate: 0.05 },
  {
    name: 'adafactor',
    optimizer: adafactor({ minDimSizeToFactor: 2 }),
    rate: 0.1,
    unfit: { Rosenbrock: 'its rate falls too soon' },
  },
  { name: 'lars', optimizer: lars({ trustCoefficient: 0.1 }), rate: 0.3, valley: 0.05 },
  {
    name: 'lamb',
    optimizer: lamb(),
    rate: 0.1,
    valley: 0.03,
    unfit: { 'mixed tree': 'steps in proportion to a scalar cannot take it through 0' },
  },
  { name: 'lion', optimizer: lion(), rate: 0.05 },
  {
    name: 'signSgd',
    optimizer: signSgd({ momentum: 0.9 }),
    rate: 0.05,
    unfit: { Rosenbrock: 'all coordinates move by the same amount' },
  },
  { name: 'sophiaH', optimizer: sophiaH({ weightDecay: 0 }), rate: 0.05, curvature: true },
  { name: 'sophiaG', optimizer: sophiaG({ weightDecay: 0 }), rate: 0.05, curvature: true, valley: 0.1 },
  { name: 'muon', optimizer: muon({ weightDecay: 0, match: '**.matrix' }), rate: 0.1 },
  { name: 'shampoo', optimizer: shampoo(), rate: 1, valley: 0.3 },
  { name: 'soap', optimizer: soap({ weightDecay: 0 }), rate: 0.1 },
  { name: 'galoreAdamw', optimizer: galoreAdamw(), rate: 0.4 },
  { name: 'prodigy', optimizer: prodigy(), rate: 1 },
  { name: 'dadaptAdam', optimizer: dadaptAdam(), rate: 1 },
  {
    name: 'scheduleFreeSgd',
    optimizer: scheduleFreeSgd(),
    rate: 0.1,
    valley: 2e-3,
    unfit: { Rosenbrock: 'too few steps without momentum' },
  },
  { name: 'scheduleFreeAdamw', optimizer: scheduleFreeAdamw(), rate: 0.5, valley: 0.2 },
  { name: 'ganAdam', optimizer: ganAdam(), rate: 0.1 },
  { name: 'wganRmsprop', optimizer: wganRmsprop(), rate: 0.03, valley: 0.01 },
];
