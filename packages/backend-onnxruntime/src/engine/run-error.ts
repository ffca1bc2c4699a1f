import { ArgumentError, BackendError, type SaddlepointError } from '@saddlepoint/tensor';

/** Operators that fail on indices out of range, with the primitives they stand for. */
const indexed: { readonly [operator: string]: string } = {
  Gather: 'gather',
  GatherElements: 'takeAlongAxis',
  ScatterND: 'scatterAdd',
  ScatterElements: 'scatterAddAlongAxis',
};

const failedNode = /while running (\w+) node/;
const namedIndex = /(?:idx=|indice = )(-?\d+)(?: must be within the inclusive range \[-?\d+,(\d+)\])?/;

/** A failed run as an error of this toolkit: an index out of range in the words of the reference backend. */
export function runError(cause: unknown): SaddlepointError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const primitive = indexed[failedNode.exec(text)?.[1] ?? ''];
  if (primitive === undefined) return new BackendError(`onnxruntime: the run failed: ${text}`, { cause });
  const [, given, highest] = namedIndex.exec(text) ?? [];
  const index = given === undefined ? 'an index' : `index ${signed(Number(given))}`;
  const allowed = highest === undefined ? 'from 0 up to the size of the axis, less one' : `0 to ${highest}`;
  return new ArgumentError(`${primitive}: ${index} is out of range; allowed: ${allowed}`, { cause });
}

/** The engine is given negative indices as unsigned numbers (see `positions` in emit/indexing.ts). */
const signed = (index: number): number => (index < 2 ** 31 ? index : index - 2 ** 32);
