import { type Graph, type GraphNode, type Guard, sizeOf } from '@saddlepoint/tensor';
import { fitsFunction, MOST_INSTRUCTIONS } from './cost.js';
import { DisjointSets } from './disjoint-sets.js';
import type { Guards } from './guards.js';
import { buildKernel, isReduction, type Kernel, type Values } from './kernel.js';
import { subgraph } from './subgraph.js';

/** Steps that a run can do without where one of these says so. */
interface Guarded {
  readonly guards: readonly Guard[];
}

/**
 * One thing to do: a part of the graph for the engine, a loop, or one value for the host. Values are named by their
 * positions in the graph.
 */
export type Step =
  | ({
      readonly kind: 'session';
      readonly graph: Graph;
      readonly inputs: number[];
      readonly outputs: number[];
    } & Guarded)
  | { readonly kind: 'kernel'; readonly kernel: Kernel }
  | ({ readonly kind: 'host'; readonly value: number; readonly inputs: readonly number[] } & Guarded);

/**
 * A moment in a run. Sessions and kernels take turns: sessions have even phases, kernels odd ones, the kernels of a phase
 * follow each other in places. Phase −1 comes before the first session.
 */
type Time = number;

const PLACES = 2 ** 26;
const timeOf = (phase: number, place = 0): Time => phase * PLACES + place;
const phaseOf = (time: Time): number => Math.floor(time / PLACES);

/**
 * Orders the work when the values in `fused` are computed by kernels and all others by the engine.
 *
 * A kernel computes again what it needs from an earlier one of the same size, rather than read it from memory: forward
 * values that a backward pass needs cost less to compute twice than to keep. Only values that the engine, the caller, a
 * loop of another size or a reduction needs are written; these are called roots.
 */
export class Schedule implements Values {
  // What is asked for every value again and again is worked out once.
  private readonly bases: number[];
  private readonly sizes: number[];
  private readonly loopSizes: number[];
  private readonly inLoops: boolean[];
  private readonly times: Time[] = [];
  private readonly readers: number[][];
  private readonly expressions = new Map<number, ReadonlySet<number>>();
  /** Values a kernel has to write, with the time of that kernel. */
  private readonly roots = new Map<number, Time>();
  private readonly built = new Map<string, Kernel>();
  /** The loops, without order. */
  readonly kernels: readonly { readonly time: Time; readonly kernel: Kernel }[];

  constructor(
    readonly graph: Graph,
    /** Reshapes that copy, because the result must not share memory. */
    pinned: ReadonlySet<number>,
    readonly fused: ReadonlySet<number>,
    /** Those of `fused` that the host computes, one by one, and no loop. */
    readonly hosted: ReadonlySet<number> = new Set(),
    private readonly guards: Guards = new Map(),
    /** The schedule for more fused values: most of its loops are the same, and need not be built again. */
    private readonly before?: Schedule,
  ) {
    const { nodes } = graph;
    this.bases = [];
    nodes.forEach(({ op, inputs }, value) => {
      this.bases.push(op === 'reshape' && !pinned.has(value) ? this.bases[inputs[0]!]! : value);
    });
    this.sizes = nodes.map(({ shape }) => sizeOf(shape));
    this.loopSizes = nodes.map((node, value) => this.sizes[isReduction(node) ? node.inputs[0]! : value]!);
    this.inLoops = nodes.map((node, value) => fused.has(value) && !isReduction(node) && !hosted.has(value));
    this.readers = nodes.map(() => []);
    nodes.forEach((node, value) => {
      if (this.isView(value)) return;
      for (const operand of new Set(this.operands(node, value))) this.readers[operand]!.push(value);
    });
    graph.nodes.forEach((node, value) => {
      this.times[value] = this.earliest(node, value);
    });
    this.delaySources();
    this.findRoots();
    this.delayRoots();
    this.joinRoots();
    this.kernels = this.findKernels();
  }

  base(value: number): number {
    return this.bases[value]!;
  }

  computed(value: number): boolean {
    return this.inLoops[value]!;
  }

  /** The phase of every value's computation; −1 also for inputs and constants. */
  phase(value: number): number {
    return phaseOf(this.times[value]!);
  }

  steps(): Step[] {
    const { kernels } = this;
    const hosted = this.hostSteps();
    const read = new Set([
      ...kernels.flatMap(({ kernel }) => kernel.inputs.map(({ value }) => value)),
      ...hosted.flatMap(({ inputs }) => inputs),
      ...[...this.guards.keys()].flatMap((value) => this.guardsOf(value).map(({ predicate }) => predicate)),
    ]);
    const sessions = this.sessions(read);
    const loops = kernels.map(({ time, kernel }) => ({ time, step: { kind: 'kernel', kernel } as Step }));
    return [...loops, ...hosted, ...sessions].sort((a, b) => a.time - b.time).map(({ step }) => step);
  }

  private isView(value: number): boolean {
    return this.bases[value] !== value;
  }

  private isGiven(value: number): boolean {
    const { op } = this.graph.nodes[value]!;
    return op === 'input' || op === 'constant';
  }

  /** What must be there before the value is computed: its operands and, unless a loop computes it, its conditions. */
  private operands(node: GraphNode, value: number): number[] {
    const operands = node.inputs.map((i) => this.base(i));
    if (this.guards.has(value) && !this.computed(value)) {
      for (const { predicate } of this.guardsOf(value)) operands.push(predicate);
    }
    return operands;
  }

  private guardsOf(value: number): readonly Guard[] {
    return (this.guards.get(value) ?? []).map((g) => ({ ...g, predicate: this.base(g.predicate) }));
  }

  /** Equal for values that runs can do without together. */
  private guardKey(value: number): string {
    if (!this.guards.has(value)) return '';
    return this.guardsOf(value)
      .map(({ predicate, taken }) => `${predicate} ${taken}`)
      .sort()
      .join();
  }

  /** Whether a loop that computes `reader` computes `operand` along the way. */
  private isInline(operand: number, reader: number): boolean {
    return (
      this.computed(operand) &&
      this.fused.has(reader) &&
      this.sizes[operand] === this.loopSizes[reader] &&
      !this.hosted.has(reader)
    );
  }

  private earliest(node: GraphNode, value: number): Time {
    if (this.isGiven(value)) return timeOf(-1);
    if (this.isView(value)) return this.times[this.base(value)]!;
    const operands = this.operands(node, value);
    if (!this.fused.has(value)) {
      const own = this.guardKey(value);
      // Even, and after everything it reads.
      const phases = operands.map((x) => {
        if (this.fused.has(x) || this.isGiven(x)) return this.phase(x) + 1;
        return this.guardKey(x) === own ? this.phase(x) : this.phase(x) + 2;
      });
      return timeOf(Math.max(0, ...phases));
    }
    const after = operands.map((x) => {
      const time = this.times[x]!;
      if (this.isGiven(x) || this.isInline(x, value)) return time;
      return this.fused.has(x) ? time + 1 : timeOf(phaseOf(time) + 1);
    });
    return Math.max(timeOf(-1), ...after);
  }

  /** What only depends on inputs is computed when it is first needed, not kept from the start. */
  private delaySources(): void {
    const { graph, times } = this;
    for (let value = graph.nodes.length - 1; value >= 0; value--) {
      if (this.isGiven(value) || this.isView(value) || this.fused.has(value)) continue;
      if (graph.nodes[value]!.inputs.some((i) => !this.isGiven(this.base(i)))) continue;
      const own = this.guardKey(value);
      if (own !== '' || this.readers[value]!.some((r) => this.guardKey(r) !== own)) continue;
      const needed = this.readers[value]!.map((r) => (this.fused.has(r) ? this.phase(r) - 1 : this.phase(r)));
      if (needed.length > 0) times[value] = Math.max(times[value]!, timeOf(Math.min(...needed)));
    }
  }

  private findRoots(): void {
    const outputs = new Set(this.graph.outputs.map((o) => this.base(o)));
    for (const value of this.fused) {
      const read = this.readers[value]!.some((reader) => !this.isInline(value, reader));
      if (read || outputs.has(value)) this.roots.set(value, this.times[value]!);
    }
  }

  /** When the value must be in memory. */
  private deadline(value: number): Time {
    const readers = this.readers[value]!.filter((reader) => !this.isInline(value, reader));
    return Math.min(...readers.map((reader) => this.times[reader]!));
  }

  /** A root that a later kernel computes anyway is written by that one, if nobody needs it before. */
  private delayRoots(): void {
    const order = [...this.roots].sort((a, b) => b[1] - a[1]).map(([value]) => value);
    const later = new Map<number, Time>();
    for (const root of order) {
      const time = later.get(root) ?? this.roots.get(root)!;
      for (const inner of this.expression(root)) {
        if (inner === root || !this.roots.has(inner) || isReduction(this.graph.nodes[inner]!)) continue;
        if (time > this.roots.get(inner)! && this.deadline(inner) > time) {
          later.set(inner, Math.min(later.get(inner) ?? time, time));
        }
      }
    }
    for (const [value, time] of later) this.roots.set(value, time);
  }

  /** A root only the caller reads goes into a later loop of its phase that computes a part of it anyway. */
  private joinRoots(): void {
    const loops = [...this.roots].filter(([root]) => !this.hosted.has(root)).sort((a, b) => a[1] - b[1]);
    // When loops compute each value: few times, though of many roots.
    const times = new Map<number, Set<Time>>();
    const note = (root: number, time: Time): void => {
      for (const value of this.expression(root)) {
        const known = times.get(value);
        if (known) known.add(time);
        else times.set(value, new Set([time]));
      }
    };
    for (const [root, time] of loops) note(root, time);
    for (const [root, time] of loops) {
      if (isReduction(this.graph.nodes[root]!) || this.deadline(root) < Number.POSITIVE_INFINITY) continue;
      let joined = Number.POSITIVE_INFINITY;
      for (const value of this.expression(root)) {
        for (const other of times.get(value)!) {
          if (other > time && phaseOf(other) === phaseOf(time)) joined = Math.min(joined, other);
        }
      }
      if (joined === Number.POSITIVE_INFINITY) continue;
      this.roots.set(root, joined);
      note(root, joined);
    }
  }

  /** The fused values computed in one loop with `root`, itself included. */
  private expression(root: number): ReadonlySet<number> {
    const known = this.expressions.get(root);
    if (known) return known;
    const seen = new Set([root]);
    this.expressions.set(root, seen);
    for (const value of seen) {
      for (const i of this.graph.nodes[value]!.inputs) {
        const operand = this.base(i);
        if (this.isInline(operand, value)) seen.add(operand);
      }
    }
    return seen;
  }

  private findKernels(): { readonly time: Time; readonly kernel: Kernel }[] {
    const together = new Map<string, number[]>();
    for (const [root, time] of this.roots) {
      const key = `${time} ${this.loopSizes[root]}`;
      const roots = together.get(key);
      if (roots) roots.push(root);
      else together.set(key, [root]);
    }
    return [...together.values()].flatMap((all) => {
      const roots = all.filter((root) => !this.hosted.has(root));
      if (roots.length === 0) return [];
      return this.connected(roots).flatMap((group) => {
        const time = this.roots.get(group[0]!)!;
        const kernels = this.loops(group.sort((a, b) => a - b));
        return kernels.map((kernel) => ({ time, kernel }));
      });
    });
  }

  /** What the host computes, one value at a time. */
  private hostSteps() {
    return [...this.roots].flatMap(([value, time]) => {
      if (!this.hosted.has(value)) return [];
      const inputs = this.graph.nodes[value]!.inputs.map((i) => this.base(i));
      return [{ time, inputs, step: { kind: 'host', value, inputs, guards: this.guardsOf(value) } as Step }];
    });
  }

  /** One loop for roots that do not wait for each other, or more where a function cannot hold it. */
  private loops(roots: readonly number[]): Kernel[] {
    const kernel = this.kernelOf(roots);
    if (roots.length === 1 || fitsFunction(kernel)) return [kernel];
    // Nothing is gained when one alone is too long.
    if (roots.some((root) => this.expression(root).size > MOST_INSTRUCTIONS)) return [kernel];
    const half = roots.length >> 1;
    return [...this.loops(roots.slice(0, half)), ...this.loops(roots.slice(half))];
  }

  private kernelOf(roots: readonly number[]): Kernel {
    const key = roots.join();
    const known = this.before?.built.get(key);
    const same = known?.steps.every((s) => !('node' in s) || this.computed(s.value));
    const kernel = known && same ? known : buildKernel(this, roots);
    this.built.set(key, kernel);
    return kernel;
  }

  /** Roots of one size and time by what they share: a loop of its own for each set without connection to the others. */
  private connected(roots: readonly number[]): number[][] {
    const size = this.loopSizes[roots[0]!]!;
    if (size === 1) return [[...roots]];
    const sets = new DisjointSets();
    const seen = new Set(roots);
    for (const value of seen) {
      for (const i of this.graph.nodes[value]!.inputs) {
        const operand = this.base(i);
        if (this.sizes[i] === size) sets.join(value, operand);
        if (this.isInline(operand, value)) seen.add(operand);
      }
    }
    return sets.group(roots, (root) => root);
  }

  /** `read` are the values that other steps need. */
  private sessions(read: ReadonlySet<number>) {
    const together = new Map<string, number[]>();
    const keyOf = (value: number) => `${this.phase(value)} ${this.guardKey(value)}`;
    this.graph.nodes.forEach((_, value) => {
      if (this.isGiven(value) || this.isView(value) || this.fused.has(value)) return;
      const key = keyOf(value);
      const values = together.get(key);
      if (values) values.push(value);
      else together.set(key, [value]);
    });
    const results = new Set(this.graph.outputs.map((o) => this.base(o)));
    return [...together].map(([key, values]) => {
      const outputs = values.filter(
        (value) =>
          results.has(value) ||
          read.has(value) ||
          this.readers[value]!.some((reader) => !this.fused.has(reader) && keyOf(reader) !== key),
      );
      const { graph, inputs } = subgraph(this, values, outputs);
      const guards = this.guardsOf(values[0]!);
      const time = timeOf(this.phase(values[0]!));
      return { time, step: { kind: 'session', graph, inputs, outputs, guards } as Step };
    });
  }
}
