import {
  ArgumentError,
  NonFiniteError,
  requireTensor,
  ShapeError,
  showShape,
  sizeOf,
  type Tensor,
} from '@saddlepoint/tensor';
import { singularValuesOf } from '../internal/linalg/singular-values.js';

/** What the singular values σ₁ ≥ σ₂ ≥ … of a weight say about it. */
export interface Spectrum {
  /** Largest first, in double precision. */
  readonly singularValues: Float64Array;
  /** σ₁: how much the layer can stretch. */
  readonly spectralNorm: number;
  /** √Σσ². */
  readonly frobeniusNorm: number;
  /** Σσ. */
  readonly nuclearNorm: number;
  /** σ₁ / σₙ; Infinity for a matrix of lower rank, NaN for zeros. */
  readonly conditionNumber: number;
  /** Σσ / σ₁, the effective rank by ratio: from 1 to n. */
  readonly nuclearRank: number;
  /** exp of the entropy of σ / Σσ: from 1 to n. Source: Roy, Vetterli (2007). */
  readonly effectiveRank: number;
  /** Σσ² / σ₁²: from 1 to n. */
  readonly stableRank: number;
  /** How many of the largest values make up 95 % of Σσ. */
  readonly nuclearCount95: number;
}

/**
 * The singular values of a weight seen as a matrix [out, the rest]: a kernel counts as [out, in · kernel]. By Householder
 * reflections and QR steps in double precision, on the host: O(out · rest · min(out, rest)).
 *
 * @throws ShapeError for a vector; ArgumentError for an empty weight; NonFiniteError for NaN or infinity in it.
 */
export async function singularValues(weight: Tensor): Promise<Float64Array> {
  requireTensor('singularValues', 'weight', weight);
  if (weight.rank < 2) {
    throw new ShapeError(`singularValues: weight ${showShape(weight.shape)} must have two axes or more`);
  }
  const rows = weight.shape[0]!;
  const columns = sizeOf(weight.shape.slice(1));
  if (rows * columns === 0) throw new ArgumentError('singularValues: the weight is empty');
  const values = await weight.data();
  const bad = values.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new NonFiniteError(`singularValues: value ${values[bad]} at position ${bad} of the weight`);
  return singularValuesOf(values, rows, columns);
}

/** {@link singularValues} and what follows from them; errors as there. Zeros have ranks of 0. */
export async function spectrum(weight: Tensor): Promise<Spectrum> {
  return describe(await singularValues(weight));
}

/** What singular values, largest first, say. */
export function describe(values: Float64Array): Spectrum {
  const total = (of: (x: number) => number) => values.reduce((sum, x) => sum + of(x), 0);
  const largest = values[0]!;
  const nuclear = total((x) => x);
  const squares = total((x) => x * x);
  const entropy = total((x) => (x > 0 ? -(x / nuclear) * Math.log(x / nuclear) : 0));
  return {
    singularValues: values,
    spectralNorm: largest,
    frobeniusNorm: Math.sqrt(squares),
    nuclearNorm: nuclear,
    conditionNumber: largest / values.at(-1)!,
    nuclearRank: largest > 0 ? nuclear / largest : 0,
    effectiveRank: largest > 0 ? Math.exp(entropy) : 0,
    stableRank: largest > 0 ? squares / (largest * largest) : 0,
    nuclearCount95: countOf(values, 0.95 * nuclear),
  };
}

function countOf(values: Float64Array, share: number): number {
  let sum = 0;
  let count = 0;
  while (sum < share) sum += values[count++]!;
  return count;
}
