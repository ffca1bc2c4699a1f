import { type Graph, type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { MOST_BYTES } from '../engine/memory.js';
import { kernelArguments } from './access.js';
import type { Kernel } from './kernel.js';
import { operations } from './operations.js';

/**
 * Microseconds of work on a processor, to choose between the engine and a kernel. Fitted to single operations and kernels
 * of 10³ to 10⁷ elements on a 2-core x64 machine (engine: 2 threads; kernels: one): only the ratio matters, and it varies
 * less between machines than the times do.
 */

/** Starting an operation of the engine. */
const NODE = 3;
/** Calling a kernel. */
const KERNEL = 1;
/** One more run of the engine in a step. */
const SESSION = 80;
/**
 * The part of all its time the engine loses where its work is cut in two: memory is not used again across the cut, and its
 * threads come to rest. A UNet lost 7 %, a WGAN-GP critic 4 %, an LSTM 10 %, a network's Hessian-vector product nothing.
 */
const CUT = 0.05;
/** Bytes the engine's elementwise operations read and write in a microsecond. */
const ENGINE_BYTES = 25_000;
/** The same of a kernel, when computing is not what takes the time. */
const KERNEL_BYTES = 20_000;
/** Four-element instructions a kernel executes in a microsecond. */
const KERNEL_INSTRUCTIONS = 4_800;

/** How much slower than reading and writing its operands an operation of the engine is. */
const slow: { readonly [op: string]: number } = {
  where: 5,
  sign: 3,
  broadcastTo: 6,
  equal: 1.2,
  cast: 1.3,
  sigmoid: 1.2,
  tanh: 1.3,
  exp: 1.3,
  log: 4,
  erf: 1.5,
  expm1: 6,
  log1p: 9,
  rsqrt: 3,
  div: 1.3,
  gather: 10,
  // It has none: the host does it, one element after the other.
  searchSorted: 100,
  maxOfEach: 3,
  repeatEach: 7,
  max: 2,
  min: 2,
};

const bytes = (elements: number) => 4 * elements;

/** What the engine takes for `node`. */
export function engineCost(graph: Graph, node: GraphNode): number {
  const operand = (k: number) => graph.nodes[node.inputs[k]!]!;
  // A bias is added inside the product it belongs to, at some cost.
  const share = node.op === 'add' && (operand(0).op === 'matmul' || operand(1).op === 'matmul') ? 0.3 : 1;
  // The engine's relu gradient is a product with a step function, not a choice.
  const gradient = node.op === 'where' && operand(0).op === 'less' && operand(2).op === 'constant';
  if (gradient) return NODE + (3 * bytes(sizeOf(node.shape))) / ENGINE_BYTES;
  let elements = sizeOf(node.shape);
  for (const i of node.inputs) elements += sizeOf(graph.nodes[i]!.shape);
  return NODE + ((share * bytes(elements)) / ENGINE_BYTES) * (slow[node.op] ?? 1);
}

/** Multiplications and additions of products and convolutions the engine does in a microsecond. */
const ENGINE_FLOPS = 100_000;

/** What it costs to cut the engine's work on `graph` in two. */
export function cutCost(graph: Graph): number {
  const whole = graph.nodes.reduce(
    (sum, node) => sum + engineCost(graph, node) + flopsOf(graph, node) / ENGINE_FLOPS,
    0,
  );
  return SESSION + CUT * whole;
}

const flops = new Set(['matmul', 'conv', 'convInput', 'convFilter']);

function flopsOf(graph: Graph, node: GraphNode): number {
  if (!flops.has(node.op)) return 0;
  const [a, b] = node.inputs.map((i) => graph.nodes[i]!);
  const conv = (image: GraphNode, filters: GraphNode) => 2 * sizeOf(image.shape) * sizeOf(filters.shape.slice(1));
  if (node.op === 'conv') return conv(node, b!);
  if (node.op === 'convInput') return conv(a!, b!);
  if (node.op === 'convFilter') return conv(b!, node);
  return 2 * sizeOf(node.shape) * a!.shape.at(node.attributes.transposeA ? -2 : -1)!;
}

/** What a kernel takes. */
export function kernelCost({ size, inputs, steps, results }: Kernel): number {
  const instructions = steps.reduce(
    (total, s) => total + ('node' in s ? (operations.get(s.node.op)?.cost ?? 0) : 0),
    0,
  );
  const streams = inputs.filter(({ repeat, count, table }) => repeat === 1 && count > 1 && !table).length;
  const written = results.filter(({ reduce }) => !reduce).length;
  const computing = ((instructions + 2 * (streams + written)) * size) / 4 / KERNEL_INSTRUCTIONS;
  const moving = (bytes(size) * (streams + written)) / KERNEL_BYTES;
  return KERNEL + Math.max(computing, moving) + 0.3 * Math.min(computing, moving);
}

/** Whether one memory holds all the kernel needs, when no result takes the place of an input, and 32 bits its sizes. */
export function fitsMemory({ size, inputs, results }: Kernel): boolean {
  const written = results.filter(({ reduce }) => !reduce).length;
  const elements = inputs.reduce((total, { count }) => total + count, written * size);
  return size <= MOST_BYTES && bytes(elements) <= MOST_BYTES;
}

/** Parameters of a function that V8 takes. */
const MOST_PARAMETERS = 1000;
/** Instructions for four elements: V8 takes 50 000 variables, and each becomes one in up to six copies of the loop. */
export const MOST_INSTRUCTIONS = 5000;

/** Whether WebAssembly takes the kernel as one function. */
export function fitsFunction(kernel: Kernel): boolean {
  const { inputs, steps, results } = kernel;
  const parameters = inputs.length + results.length + kernelArguments(kernel).length;
  const instructions = steps.reduce((total, s) => total + 1 + ('node' in s ? operations.get(s.node.op)!.cost : 0), 0);
  return parameters <= MOST_PARAMETERS && instructions <= MOST_INSTRUCTIONS;
}
