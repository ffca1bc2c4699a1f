import { type DType, isFloat } from '../dtype.js';
import autodiff from './fixtures/autodiff.json' with { type: 'json' };
import binary from './fixtures/binary.json' with { type: 'json' };
import control from './fixtures/control.json' with { type: 'json' };
import conv from './fixtures/conv.json' with { type: 'json' };
import creation from './fixtures/creation.json' with { type: 'json' };
import einsum from './fixtures/einsum.json' with { type: 'json' };
import indexing from './fixtures/indexing.json' with { type: 'json' };
import linalg from './fixtures/linalg.json' with { type: 'json' };
import logic from './fixtures/logic.json' with { type: 'json' };
import matmul from './fixtures/matmul.json' with { type: 'json' };
import movement from './fixtures/movement.json' with { type: 'json' };
import order from './fixtures/order.json' with { type: 'json' };
import pool from './fixtures/pool.json' with { type: 'json' };
import random from './fixtures/random.json' with { type: 'json' };
import reduce from './fixtures/reduce.json' with { type: 'json' };
import softmax from './fixtures/softmax.json' with { type: 'json' };
import unary from './fixtures/unary.json' with { type: 'json' };
import type { Family } from './table.js';

/** Values that JAX and NumPy give for the cases; made by `oracle/conformance.py`. */
interface FixtureFile {
  readonly versions: { readonly [library: string]: string };
  /** Case → kind of number (`float`, `int32`, `bool`) → results, gradients and Hessian-vector products. */
  readonly cases: { readonly [id: string]: FixtureCase };
}

interface FixtureCase {
  readonly inputs: string;
  readonly results: { readonly [kind: string]: readonly (readonly Stored[])[] };
}

/** One array: its elements, those that are not finite, and −0, as text. */
type Stored = readonly (number | string)[];

const files = {
  autodiff,
  binary,
  control,
  conv,
  creation,
  einsum,
  indexing,
  logic,
  matmul,
  linalg,
  movement,
  order,
  pool,
  random,
  reduce,
  softmax,
  unary,
} as unknown as Readonly<Record<Family, FixtureFile>>;

/** The arrays stored for a case, one list for each order; undefined where the oracle has none. */
export function fixtureOf(family: Family, id: string, inputs: string, dtype: DType): number[][][] | undefined {
  const stored = files[family].cases[id];
  if (!stored) return undefined;
  if (stored.inputs !== inputs)
    throw new Error(`the fixture of '${id}' was made for '${stored.inputs}', not '${inputs}'`);
  return stored.results[isFloat(dtype) ? 'float' : dtype]?.map((list) => list.map((array) => array.map(Number)));
}

/** Names of every case of a family that the oracle has values for. */
export function fixtureIds(family: Family): string[] {
  return Object.keys(files[family].cases);
}
