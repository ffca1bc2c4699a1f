import '../methods.js';

import type { Method } from './method.js';
import { autodiffMethods } from './methods/autodiff.js';
import { binaryMethods } from './methods/binary.js';
import { controlMethods } from './methods/control.js';
import { convMethods } from './methods/conv.js';
import { creationMethods } from './methods/creation.js';
import { einsumMethods } from './methods/einsum.js';
import { indexingMethods } from './methods/indexing.js';
import { linalgMethods } from './methods/linalg.js';
import { logicMethods } from './methods/logic.js';
import { matmulMethods } from './methods/matmul.js';
import { movementMethods } from './methods/movement.js';
import { orderMethods } from './methods/order.js';
import { poolMethods } from './methods/pool.js';
import { randomMethods } from './methods/random.js';
import { reduceMethods } from './methods/reduce.js';
import { softmaxMethods } from './methods/softmax.js';
import { unaryMethods } from './methods/unary.js';

/** Every method by family: the families are those of `primitives/`, with the operations made of them. */
export const families = {
  unary: unaryMethods,
  binary: binaryMethods,
  logic: logicMethods,
  matmul: matmulMethods,
  linalg: linalgMethods,
  conv: convMethods,
  pool: poolMethods,
  reduce: reduceMethods,
  order: orderMethods,
  movement: movementMethods,
  indexing: indexingMethods,
  softmax: softmaxMethods,
  einsum: einsumMethods,
  creation: creationMethods,
  control: controlMethods,
  random: randomMethods,
  autodiff: autodiffMethods,
} satisfies { readonly [family: string]: readonly Method[] };

export type Family = keyof typeof families;
