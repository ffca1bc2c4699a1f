import './methods.js';

export { checkpoint, customGradient } from './autodiff/custom.js';
export {
  type GradOptions,
  grad,
  type HessianDiagonalOptions,
  hessianDiagonal,
  hvp,
  jvp,
  valueAndGrad,
  vjp,
} from './autodiff/transforms.js';
export type { Backend, Buffer, Executable } from './backend.js';
export { type Compiled, type CompileOptions, compile, compileGraph } from './compile.js';
export {
  byteSize,
  type DType,
  decodeHalf,
  dtypes,
  encodeHalf,
  type HostArray,
  holds,
  hostArray,
  isFloat,
} from './dtype.js';
export {
  ArgumentError,
  BackendError,
  checkOptions,
  DisposedError,
  DTypeError,
  GraphError,
  NonFiniteError,
  SaddlepointError,
  ShapeError,
  showValue,
  TreeError,
} from './errors.js';
export { hostValues, materialize, valuesNow } from './evaluate.js';
export type { GraphRunner } from './executable.js';
export { type Attributes, type AttributeValue, Graph, type GraphNode } from './graph.js';
export { loadGraph, saveGraph } from './graph-file.js';
export { interpret, type Operation } from './interpret.js';
export { type Match, matcherOf } from './match.js';
export { operationOf } from './operation-of.js';
export {
  type ArangeOptions,
  arange,
  eye,
  full,
  oneHot,
  ones,
  onesLike,
  tril,
  triu,
  zeros,
  zerosLike,
} from './ops/creation.js';
export { einsum } from './ops/einsum.js';
export { ceil, lerp, logicalXor, scatterAdd, softplus, square } from './ops/elementary.js';
export { argmin, isFinite, isNaN, logSumExp, mean, norm, prod, variance } from './ops/reductions.js';
export { expandDims, splitAxis, squeeze, stack } from './ops/structure.js';
export { type Guard, guardsOf } from './passes/guards.js';
export type { HostValue, Primitive, Value } from './primitive.js';
export { add, div, maximum, minimum, mul, pow, sub } from './primitives/binary.js';
export { stopGradient } from './primitives/control.js';
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv,
  convTranspose,
  type WindowOptions,
} from './primitives/conv.js';
export { gather, takeAlongAxis } from './primitives/indexing.js';
export { eigh, qr, type TriangularSolveOptions, triangularSolve } from './primitives/linalg.js';
export {
  cast,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
  where,
} from './primitives/logic.js';
export { type MatmulOptions, matmul } from './primitives/matmul.js';
export { type AxisRange, broadcastTo, concat, flip, pad, reshape, slice, transpose } from './primitives/movement.js';
export { argmax, argsort, type CumsumOptions, cumsum, type SortOptions, sort, topK } from './primitives/order.js';
export { avgPool, maxPool } from './primitives/pool.js';
export { max, min, type ReduceOptions, sum } from './primitives/reduce.js';
export { searchSorted } from './primitives/search.js';
export { logSoftmax, softmax } from './primitives/softmax.js';
export { erfInvCentral, erfInvTail } from './primitives/special.js';
export { inverseDeviation, standardize } from './primitives/standardize.js';
export { primitives } from './primitives/table.js';
export {
  abs,
  clip,
  cos,
  erf,
  erfInv,
  exp,
  expm1,
  floor,
  log,
  log1p,
  neg,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  tanh,
} from './primitives/unary.js';
export {
  bernoulli,
  bits,
  categorical,
  foldIn,
  gumbel,
  type Keys,
  key,
  type NormalOptions,
  normal,
  permutation,
  split,
  type TruncatedNormalOptions,
  truncatedNormal,
  type UniformOptions,
  uniform,
} from './random/keys.js';
export { reference } from './reference/backend.js';
export { requireKey, requireTensor } from './require.js';
export { checkShape, type Shape, sameShape, showShape, sizeOf } from './shape.js';
export { bufferOf, fromBuffer } from './stored.js';
export { type NestedArray, scalar, Tensor, type TensorLike, type TensorOptions, tensor } from './tensor.js';
export { type Feed, trace } from './trace.js';
export type { LeafOf, MapTree, PartialTree, Tree } from './tree.js';
export * as tree from './tree.js';
