import type { GraphNode } from './graph.js';

/** How many operands each operation has and which attributes: what a graph from elsewhere is checked against. */

/** Operations with other than one operand; `concat` takes one or more. */
const operandCounts: { readonly [op: string]: number } = {
  iota: 0,
  ...all(2, 'add sub mul div pow maximum minimum equal less lessEqual logicalAnd logicalOr'),
  ...all(2, 'matmul conv convInput convFilter maxUnpool gather scatterAdd takeAlongAxis scatterAddAlongAxis'),
  ...all(2, 'barrier randomFoldIn triangularSolve searchSorted'),
  where: 3,
};

const attributeNames: { readonly [op: string]: string } = {
  cast: 'dtype',
  clip: 'min max',
  matmul: 'transposeA transposeB',
  triangularSolve: 'isLower transpose',
  conv: 'strides padding dilations groups',
  ...all('strides padding dilations groups spatial', 'convInput convFilter'),
  ...all('kernel strides padding dilations', 'maxPool maxPoolIndices'),
  maxUnpool: 'kernel strides padding dilations spatial',
  ...all('axes keepDims', 'sum max min'),
  ...all('axis', 'argmax softmax logSoftmax concat gather takeAlongAxis'),
  ...all('axes eps', 'standardize inverseDeviation'),
  cumsum: 'axis reverse exclusive',
  argsort: 'axis descending limit',
  ...all('axis size', 'scatterAdd scatterAddAlongAxis'),
  ...all('shape', 'reshape broadcastTo randomBits'),
  transpose: 'permutation',
  slice: 'starts limits strides',
  pad: 'low high interior value',
  flip: 'axes',
  ...all('size', 'iota randomPermutation'),
  randomSplit: 'count',
  randomUniform: 'shape min max',
  randomNormal: 'shape mean std',
  randomTruncatedNormal: 'shape lower upper mean std',
};

function all<T>(value: T, ops: string): { [op: string]: T } {
  return Object.fromEntries(ops.split(' ').map((op) => [op, value]));
}

const isWhole = (v: unknown): boolean => Number.isInteger(v) && (v as number) >= 0;
const isList = (v: unknown): boolean => Array.isArray(v) && v.every(isWhole);
const isAxis = (v: unknown, rank: number): boolean => isWhole(v) && (v as number) < rank;
const isBoolean = (v: unknown): boolean => typeof v === 'boolean';
const isNumber = (v: unknown): boolean => typeof v === 'number';

const checks: { readonly [name: string]: (v: unknown, rank: number) => boolean } = {
  dtype: (v) => typeof v === 'string',
  axis: isAxis,
  axes: (v, rank) => Array.isArray(v) && v.every((a, i) => isAxis(a, rank) && (i === 0 || a > v[i - 1])),
  padding: (v) => Array.isArray(v) && v.every((pair) => isList(pair) && pair.length === 2),
  ...all(isList, 'shape permutation starts limits strides low high interior kernel dilations spatial'),
  ...all(isWhole, 'size limit count groups'),
  ...all(isBoolean, 'transposeA transposeB keepDims reverse exclusive descending isLower transpose'),
  ...all(isNumber, 'min max value lower upper mean std eps'),
};

/** What is wrong with a node's operands or attributes, if anything; `rank` is that of its first operand. */
export function schemaProblem({ op, inputs, attributes, shape }: GraphNode, rank: number): string | undefined {
  const count = op === 'concat' ? Math.max(1, inputs.length) : (operandCounts[op] ?? 1);
  if (inputs.length !== count) return `has ${inputs.length} operands, needs ${count}`;
  const needed = attributeNames[op]?.split(' ') ?? [];
  const missing = needed.find((name) => !(name in attributes));
  if (missing) return `has no attribute '${missing}'`;
  for (const [name, value] of Object.entries(attributes)) {
    if (!needed.includes(name)) return `has an unknown attribute '${name}'`;
    // The axis of scatterAdd counts in the result, which may have more axes than its operand.
    if (!checks[name]!(value, op === 'scatterAdd' ? shape.length : rank))
      return `has a bad ${name}: ${JSON.stringify(value)}`;
  }
  return undefined;
}
