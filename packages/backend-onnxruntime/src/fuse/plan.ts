import { Graph, type GraphNode, type Shape, sizeOf } from '@saddlepoint/tensor';
import { withBlocks } from './blocks.js';
import { cutCost, engineCost, fitsFunction, fitsMemory, kernelCost } from './cost.js';
import { DisjointSets } from './disjoint-sets.js';
import { isHosted, orderByGuards } from './guards.js';
import { isReduction, type Kernel } from './kernel.js';
import { operations } from './operations.js';
import { patternOf } from './pattern.js';
import { Schedule, type Step } from './schedule.js';
import { isLookup, withSearches } from './tables.js';

/** Which values kernels compute: those where it pays, all they can, or none. */
export type Fusion = 'auto' | 'always' | 'never';

/** Work in the order in which it is done. Values are named by their positions in `graph`. */
export interface Plan {
  readonly graph: Graph;
  readonly steps: readonly Step[];
  /** The values that are the graph's results, which may have another shape there. */
  readonly outputs: readonly number[];
}

/** The part of the engine's time that kernels between its sessions have to save at least: the costs are estimates. */
const MARGIN = 0.2;

/** Divides a graph between the engine and kernels. */
export function plan(original: Graph, fusion: Fusion): Plan {
  const kernels = fusion !== 'never';
  const ordered = orderByGuards(kernels ? withSearches(withBlocks(original)) : original, kernels);
  const { graph, pinned } = separateOutputs(ordered.graph, kernels);
  const { guards } = ordered;
  const cut = cutCost(graph);
  const hostedIf = (inLoop: (value: number) => boolean) =>
    graph.nodes.flatMap((node, value) => (!inLoop(value) && isHosted(graph, node, false) ? [value] : []));
  const scheduleOf = (loops: readonly number[], before?: Schedule) => {
    const inLoops = new Set(loops);
    const hosted = hostedIf((value) => inLoops.has(value));
    return new Schedule(graph, pinned, new Set([...hosted, ...loops]), new Set(hosted), guards, before);
  };
  let schedule = scheduleOf(kernels ? fusible(graph) : []);
  // Each round gives the engine back what does not pay, which changes what the rest costs.
  for (;;) {
    const rejected = rejectedOf(schedule.graph, groupsOf(schedule), fusion === 'auto' ? cut : undefined);
    if (rejected.size === 0) break;
    const { fused, hosted } = schedule;
    schedule = scheduleOf(
      [...fused].filter((value) => !rejected.has(value) && !hosted.has(value)),
      schedule,
    );
  }
  return { graph, steps: schedule.steps(), outputs: graph.outputs.map((o) => schedule.base(o)) };
}

/**
 * Copies for outputs that would share memory with an input, a constant or another output; without `views`, for all that
 * are reshaped: an engine that makes its own arrays gives them their shapes.
 */
function separateOutputs(
  { nodes: given, inputs, outputs }: Graph,
  views: boolean,
): { graph: Graph; pinned: Set<number> } {
  const nodes = [...given];
  const pinned = new Set<number>();
  const seen = new Set<number>();
  const base = (value: number): number => (nodes[value]!.op === 'reshape' ? base(nodes[value]!.inputs[0]!) : value);
  const own = outputs.map((output) => {
    const value = base(output);
    const { op } = nodes[value]!;
    if (op !== 'input' && op !== 'constant' && !seen.has(value) && (views || value === output)) {
      seen.add(value);
      return output;
    }
    const { shape, dtype } = nodes[output]!;
    const copy = nodes.push({ op: 'reshape', inputs: [output], attributes: { shape }, shape, dtype }) - 1;
    pinned.add(copy);
    return copy;
  });
  return { graph: new Graph(nodes, inputs, own), pinned };
}

const computable = new Set(['float32', 'int32', 'uint8', 'bool']);
/** What is done to bytes: they only store. */
const onBytes = new Set(['cast', 'where', 'broadcastTo']);

/** The values kernels can compute. */
function fusible(graph: Graph): number[] {
  return graph.nodes.flatMap((node, value) => (isFusible(graph, node) ? [value] : []));
}

function isFusible(graph: Graph, node: GraphNode): boolean {
  if (!isReduction(node) && !operations.has(node.op)) return false;
  const operands = node.inputs.map((i) => graph.nodes[i]!);
  const values = [node, ...operands];
  if (!values.every(({ dtype }) => computable.has(dtype))) return false;
  if (node.op === 'gather' || node.op === 'searchSorted') return isLookup(graph, node);
  if (values.some(({ dtype }) => dtype === 'uint8') && !onBytes.has(node.op)) return false;
  if (node.op === 'maxOfEach' || node.op === 'repeatEach') return true;
  if (isReduction(node)) return isReducible(node, operands[0]!.shape);
  return operands.every((x) => patternOf(x.shape, node.shape) !== undefined);
}

/** Sums of everything, and the greatest or least of everything or of rows. */
function isReducible({ op, shape, dtype, attributes }: GraphNode, from: Shape): boolean {
  if (dtype !== 'float32' || sizeOf(from) === sizeOf(shape)) return false;
  const axes = attributes.axes as readonly number[];
  const rows = axes.every((axis, i) => axis === from.length - axes.length + i);
  return sizeOf(shape) === 1 || (op !== 'sum' && rows);
}

/** Kernels that compute some of the same values, which one alone cannot leave to the engine. */
interface Group {
  readonly kernels: Kernel[];
  readonly values: Set<number>;
  /** Where the kernels of the group cut the engine's work in two. */
  readonly cuts: Set<number>;
}

function groupsOf(schedule: Schedule): Group[] {
  const feedsEngine = reachEngine(schedule);
  const sets = new DisjointSets();
  const kernels = schedule.kernels.map(({ kernel }) => {
    const written = kernel.results.map(({ value }) => value);
    const computed = kernel.steps.flatMap((s) => ('node' in s ? [s.value] : []));
    const values = [...written, ...computed];
    for (const value of values) sets.join(values[0]!, value);
    const phase = Math.max(...written.map((value) => schedule.phase(value)));
    const cuts = phase > 0 && written.some((value) => feedsEngine.has(value)) ? [phase] : [];
    return { kernel, values, cuts };
  });
  return sets
    .group(kernels, ({ values }) => values[0]!)
    .map((group) => ({
      kernels: group.map(({ kernel }) => kernel),
      values: new Set(group.flatMap(({ values }) => values)),
      cuts: new Set(group.flatMap(({ cuts }) => cuts)),
    }));
}

/**
 * What is left to the engine: what no memory or function can hold and, if the price of a `cut` is given, what the engine
 * computes faster.
 */
function rejectedOf(graph: Graph, groups: readonly Group[], cut: number | undefined): Set<number> {
  const rejected = groups.filter((group) => !fits(group) || (cut !== undefined && !pays(graph, group, cut)));
  return new Set(rejected.flatMap(({ values }) => [...values]));
}

function fits({ kernels }: Group): boolean {
  return kernels.every((kernel) => fitsMemory(kernel) && fitsFunction(kernel));
}

/** Whether the kernels, with the sessions they add, take less time than the engine's operations. */
function pays(graph: Graph, { kernels, values, cuts }: Group, cut: number): boolean {
  const engine = [...values].reduce((total, value) => total + engineCost(graph, graph.nodes[value]!), 0);
  const own = kernels.reduce((total, kernel) => total + kernelCost(kernel), cut * cuts.size);
  return own <= (cuts.size > 0 ? 1 - MARGIN : 1) * engine;
}

/** Values the engine needs, itself or after other kernels. */
function reachEngine({ graph, fused }: Schedule): Set<number> {
  const reach = new Set<number>();
  for (let value = graph.nodes.length - 1; value >= 0; value--) {
    const { op, inputs } = graph.nodes[value]!;
    if ((op !== 'reshape' && !fused.has(value)) || reach.has(value)) for (const i of inputs) reach.add(i);
  }
  return reach;
}
