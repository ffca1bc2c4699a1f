import type { Primitive } from '../primitive.js';
import * as binary from './binary.js';
import * as control from './control.js';
import * as conv from './conv.js';
import * as indexing from './indexing.js';
import * as linalg from './linalg.js';
import * as logic from './logic.js';
import * as matmul from './matmul.js';
import * as movement from './movement.js';
import * as order from './order.js';
import * as pool from './pool.js';
import * as random from './random.js';
import * as reduce from './reduce.js';
import * as search from './search.js';
import * as softmax from './softmax.js';
import * as standardize from './standardize.js';
import * as unary from './unary.js';

const families = [
  unary,
  binary,
  logic,
  matmul,
  linalg,
  conv,
  pool,
  reduce,
  order,
  movement,
  indexing,
  search,
  softmax,
  standardize,
  control,
  random,
];

/** Every primitive by name: all a backend author has to know. */
export const primitives: ReadonlyMap<string, Primitive> = new Map(
  families
    .flatMap((family) => Object.entries(family as Record<string, unknown>))
    .filter(([name]) => name.endsWith('Primitive'))
    .map(([, primitive]) => [(primitive as Primitive).name, primitive as Primitive]),
);
