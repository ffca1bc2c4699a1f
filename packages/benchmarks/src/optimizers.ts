import {
  adabelief,
  adadelta,
  adafactor,
  adagrad,
  adam,
  adam8bit,
  adamax,
  adamw,
  adamw8bit,
  adan,
  ademamix,
  adopt,
  amsgrad,
  dadaptAdam,
  galoreAdamw,
  lamb,
  lars,
  lion,
  lion8bit,
  muon,
  nadam,
  prodigy,
  radam,
  rmsprop,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  sgd,
  shampoo,
  signSgd,
  soap,
  sophiaG,
  sophiaH,
  type Transform,
  yogi,
} from '@saddlepoint/optimizers';
import { byteSize, type Shape, type Tensor, tree, zeros } from '@saddlepoint/tensor';
import type { Counterpart } from './work.js';

/** An optimizer and what it is called elsewhere. */
export interface Row {
  make: () => Transform;
  torch?: Counterpart;
  optax?: Counterpart;
}

const torch = (name: string, options: Counterpart['options'] = {}) => ({ torch: { name, options } });
const optax = (name: string, options: Counterpart['options'] = {}) => ({ optax: { name, options } });

/**
 * One row for every optimizer of @saddlepoint/optimizers; a test tells which are missing. A counterpart has to do the same:
 * how far it has gone after three updates is compared when it is measured.
 */
export const optimizers: { readonly [name: string]: Row } = {
  sgd: { make: () => sgd(), ...torch('SGD', { lr: 1e-3 }), ...optax('sgd', { learning_rate: 1e-3 }) },
  'sgd-momentum': {
    make: () => sgd({ momentum: 0.9 }),
    ...torch('SGD', { lr: 1e-3, momentum: 0.9 }),
    ...optax('sgd', { learning_rate: 1e-3, momentum: 0.9 }),
  },
  adam: { make: () => adam(), ...torch('Adam'), ...optax('adam', { learning_rate: 1e-3 }) },
  adamw: { make: () => adamw(), ...torch('AdamW'), ...optax('adamw', { learning_rate: 1e-3, weight_decay: 1e-2 }) },
  amsgrad: { make: () => amsgrad(), ...torch('Adam', { amsgrad: true }) },
  nadam: { make: () => nadam(), ...torch('NAdam') },
  radam: { make: () => radam(), ...torch('RAdam') },
  adamax: { make: () => adamax(), ...torch('Adamax'), ...optax('adamax', { learning_rate: 2e-3 }) },
  adagrad: { make: () => adagrad(), ...torch('Adagrad') },
  adadelta: { make: () => adadelta(), ...torch('Adadelta'), ...optax('adadelta', { learning_rate: 1 }) },
  rmsprop: { make: () => rmsprop(), ...torch('RMSprop') },
  adafactor: {
    make: () => adafactor({ factor: 'last', minDimSizeToFactor: 0, epsOnEstimate: true, eps: 1e-7 }),
    ...torch('Adafactor'),
  },
  muon: { make: () => muon(), ...torch('Muon') },
  lion: { make: () => lion(), ...optax('lion', { learning_rate: 1e-4, weight_decay: 0 }) },
  signSgd: { make: () => signSgd(), ...optax('sign_sgd', { learning_rate: 1e-3 }) },
  lamb: { make: () => lamb(), ...optax('lamb', { learning_rate: 1e-3 }) },
  lars: { make: () => lars({ jointNorm: true }), ...optax('lars', { learning_rate: 1 }) },
  adabelief: { make: () => adabelief(), ...optax('adabelief', { learning_rate: 1e-3 }) },
  adan: { make: () => adan() },
  ademamix: { make: () => ademamix(), ...optax('ademamix', { learning_rate: 1e-3 }) },
  adopt: { make: () => adopt(), ...optax('adopt', { learning_rate: 1e-3 }) },
  yogi: { make: () => yogi(), ...optax('yogi', { learning_rate: 1e-2 }) },
  prodigy: { make: () => prodigy({ biasCorrection: true }), ...optax('prodigy', { learning_rate: 1 }) },
  dadaptAdam: { make: () => dadaptAdam() },
  scheduleFreeSgd: { make: () => scheduleFreeSgd() },
  scheduleFreeAdamw: { make: () => scheduleFreeAdamw() },
  // Without a new estimate of the Hessian, as in nine steps of ten.
  sophiaG: { make: () => sophiaG() },
  sophiaH: { make: () => sophiaH() },
  shampoo: { make: () => shampoo() },
  soap: { make: () => soap() },
  galoreAdamw: { make: () => galoreAdamw() },
  adam8bit: { make: () => adam8bit() },
  adamw8bit: { make: () => adamw8bit() },
  lion8bit: { make: () => lion8bit() },
};

/** Bytes an update has to move at least: parameters, gradients and state in, parameters and state out. */
export function updateBytes(row: Row, shapes: readonly Shape[]): number {
  const params = shapes.map((shape) => zeros(shape));
  const bytes = (values: unknown) =>
    tree.leaves(values).reduce((total: number, x) => total + byteSize((x as Tensor).dtype) * (x as Tensor).size, 0);
  return 3 * bytes(params) + 2 * bytes(row.make().init(params));
}
