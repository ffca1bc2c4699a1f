import { Graph, type GraphNode, sizeOf } from '@saddlepoint/tensor';
import { cutCost, engineCost, fitsFunction, fitsMemory, kernelCost } from './cost.js';
import { DisjointSets } from './disjoint-sets.js';
import { isHosted, orderByGuards } from './guards.js';
import { isReduction, type Kernel } from './kernel.js';
import { operations } from './operations.js';
import { patternOf } from './pattern.js';
import { Schedule, type Step } from './schedule.js';

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
  const ordered = orderByGuards(original);
  const { graph, pinned } = separateOutputs(ordered.graph, fusion !== 'never');
  const { guards } = ordered;
  const hosted = graph.nodes.flatMap((node, value) => (isHosted(node) ? [value] : []));
  const cut = cutCost(graph);
  let schedule = new Schedule(
    graph,
    pinned,
    new Set([...hosted, ...(fusion === 'never' ? [] : fusible(graph))]),
    guards,
  );
  let steps = schedule.steps();
  // Each round gives the engine back what does not pay, which changes what the rest costs.
  for (;;) {
    const rejected = rejectedOf(schedule.graph, groupsOf(schedule, steps), fusion === 'auto' ? cut : undefined);
    if (rejected.size === 0) break;
    const fused = new Set([...schedule.fused].filter((value) => !rejected.has(value)));
    schedule = new Schedule(graph, pinned, fused, guards);
    steps = schedule.steps();
  }
  return { graph, steps, outputs: graph.outputs.map((o) => schedule.base(o)) };
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

const computable = new Set(['float32', 'int32', 'bool']);

/** The values kernels can compute. */
function fusible(graph: Graph): number[] {
  return graph.nodes.flatMap((node, value) => (isFusible(graph, node) ? [value] : []));
}

function isFusible(graph: Graph, node: GraphNode): boolean {
  const operands = node.inputs.map((i) => graph.nodes[i]!);
  if (![node, ...operands].every(({ dtype }) => computable.has(dtype))) return false;
  if (isReduction(node)) return node.dtype === 'float32' && sizeOf(node.shape) === 1 && sizeOf(operands[0]!.shape) > 1;
  return operations.has(node.op) && operands.every((x) => patternOf(x.shape, node.shape) !== undefined);
}

/** Kernels that compute some of the same values, which one alone cannot leave to the engine. */
interface Group {
  readonly kernels: Kernel[];
  readonly values: Set<number>;
  /** Where the kernels of the group cut the engine's work in two. */
  readonly cuts: Set<number>;
}

function groupsOf(schedule: Schedule, steps: readonly Step[]): Group[] {
  const { graph, fused } = schedule;
  const positions = new Map([...fused].map((value) => [graph.nodes[value]!, value]));
  const feedsEngine = reachEngine(schedule);
  const sets = new DisjointSets();
  const kernels = steps.flatMap((step) => {
    if (step.kind !== 'kernel') return [];
    const written = step.kernel.results.map(({ value }) => value);
    const computed = step.kernel.steps.flatMap((s) => ('node' in s ? [positions.get(s.node)!] : []));
    const values = [...written, ...computed];
    for (const value of values) sets.join(values[0]!, value);
    const phase = Math.max(...written.map((value) => schedule.phase(value)));
    const cuts = phase > 0 && written.some((value) => feedsEngine.has(value)) ? [phase] : [];
    return [{ kernel: step.kernel, values, cuts }];
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
