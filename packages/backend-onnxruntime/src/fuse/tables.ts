import { type Graph, type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { replaceNodes } from './replace.js';

/** Elements of the longest table a loop looks something up in: bytes name its places. */
const LONGEST_TABLE = 256;
/** Classes floats are divided into at most, to start a search near its end. */
const MOST_CLASSES = 2 ** 14;

/** How a loop finds the place of a float in a table: see {@link withSearches}. */
export interface Search {
  /** Bits of a float that do not matter for its class. */
  readonly shift: number;
  /** The first and the last class. */
  readonly low: number;
  readonly high: number;
  /** Comparisons after the class is known. */
  readonly steps: number;
}

/**
 * Whether a loop can compute the node by reading a small constant table: the value at a place that a byte names, or the
 * place of a value among ascending ones.
 */
export function isLookup(graph: Graph, { op, inputs, attributes }: GraphNode): boolean {
  if (op === 'searchSorted') return inputs.length === 3;
  const [table, x] = inputs.map((i) => graph.nodes[i]!);
  return op === 'gather' && attributes.axis === 0 && isTable(table!) && table!.shape[0]! > 255 && isByte(graph, x!);
}

function isTable({ op, dtype, shape }: GraphNode): boolean {
  return op === 'constant' && dtype === 'float32' && shape.length === 1 && shape[0]! > 1 && shape[0]! <= LONGEST_TABLE;
}

/** Whether the integers are 0 … 255 by their making, so that no place is beyond a table of 256. */
function isByte(graph: Graph, node: GraphNode): boolean {
  let at = node;
  while (at.op === 'reshape') at = graph.nodes[at.inputs[0]!]!;
  return at.op === 'cast' && graph.nodes[at.inputs[0]!]!.dtype === 'uint8';
}

/**
 * The graph with a third operand for each `searchSorted` in a constant table: floats are divided into classes by their
 * first bits, and `starts` says how many elements lie before each class. A few comparisons settle the rest. The table is
 * filled up with infinities, before which every comparison ends, so that all searches take the same steps.
 */
export function withSearches(graph: Graph): Graph {
  const found = new Map<number, GraphNode>();
  const constants: GraphNode[] = [];
  const add = (data: Float32Array | Uint8Array): number => {
    const dtype = data instanceof Float32Array ? 'float32' : 'uint8';
    const node: GraphNode = { op: 'constant', inputs: [], attributes: { data }, shape: [data.length], dtype };
    return graph.nodes.length + constants.push(node) - 1;
  };
  graph.nodes.forEach((node, value) => {
    const table = graph.nodes[node.inputs[0]!];
    if (node.op !== 'searchSorted' || !isTable(table!) || sizeOf(table!.shape) === LONGEST_TABLE) return;
    const { sorted, starts, search } = searchIn(Float32Array.from(table!.attributes.data as Float32Array));
    found.set(value, { ...node, inputs: [add(sorted), node.inputs[1]!, add(starts)], attributes: { ...search } });
  });
  return replaceNodes(graph, found, constants);
}

function searchIn(table: Float32Array): { sorted: Float32Array; starts: Uint8Array; search: Search } {
  let shift = 8;
  const classesOf = () => [classOf(table[0]!, shift), classOf(table.at(-1)!, shift)] as const;
  for (let [low, high] = classesOf(); high - low >= MOST_CLASSES; [low, high] = classesOf()) shift++;
  const low = classesOf()[0];
  // Two at least: a constant of one element is no table.
  const high = Math.max(low + 1, classesOf()[1]);
  let before = 0;
  const starts = Uint8Array.from({ length: high - low + 1 }, (_, i) => {
    // Both ascend, so one walk through the table serves all classes.
    while (i > 0 && table[before]! < firstOf(low + i, shift)) before++;
    return before;
  });
  const most = starts.reduce((m, start, i) => Math.max(m, (starts[i + 1] ?? table.length) - start), 0);
  const steps = Math.ceil(Math.log2(most + 1));
  const filled = Array.from({ length: 2 ** steps - 1 }, () => Number.POSITIVE_INFINITY);
  return { sorted: Float32Array.of(...table, ...filled), starts, search: { shift, low, high, steps } };
}

const floats = new Float32Array(1);
const integers = new Int32Array(floats.buffer);
/** Turns the bits of a float into a number that grows with it, and back. */
const ordered = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff);

function classOf(x: number, shift: number): number {
  floats[0] = x;
  return ordered(integers[0]!) >> shift;
}

/** The least float of a class. */
function firstOf(index: number, shift: number): number {
  integers[0] = ordered(index << shift);
  return floats[0]!;
}
