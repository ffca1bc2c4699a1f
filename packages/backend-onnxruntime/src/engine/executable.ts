import {
  ArgumentError,
  type Buffer,
  DisposedError,
  type Executable,
  type Graph,
  type GraphNode,
  type HostArray,
  sameShape,
  showShape,
} from '@saddlepoint/tensor';
import { engineArray } from '../emit/emitter.js';
import { type Kernel, scalarConstant } from '../fuse/kernel.js';
import type { Run } from '../fuse/module.js';
import type { Plan } from '../fuse/plan.js';
import type { Step } from '../fuse/schedule.js';
import { allocateAll, OrtBuffer, type Owner, valuesOf } from './buffer.js';
import { placeholder, runOnHost } from './host-step.js';
import { KernelCalls } from './kernel-calls.js';
import type { OrtSession, OrtTensor } from './module.js';
import { type FetchMode, isMarkerRefusal, MARKER } from './probe.js';
import { runError } from './run-error.js';
import { readBy, type Turn, turnsOf, writtenBy } from './turns.js';

/** What an executable needs of its backend. */
export interface Host extends Owner {
  readonly fetchMode: FetchMode;
  /** Runs one task after another: the engine takes all threads, and memory must not grow under it. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
}

/** What a step of the plan runs: a session of the engine, or a kernel; nothing for what the host computes. */
export type Part = OrtSession | Run | undefined;

type Tensors = { [name: string]: OrtTensor };
type SessionStep = Extract<Step, { kind: 'session' }>;
type HostStep = Extract<Step, { kind: 'host' }>;
type GuardedStep = SessionStep | HostStep;

/** The names of a session's inputs and results. */
export const inputName = (i: number): string => `x${i}`;
export const outputName = (i: number): string => `y${i}`;

/** A plan that runs: sessions and kernels in turn, on values in the backend's memory. */
export class OrtExecutable implements Executable {
  private readonly inputNodes: readonly GraphNode[];
  private readonly constants: ReadonlyMap<number, OrtBuffer>;
  private readonly turns: readonly Turn[];
  private readonly lastSession: number;
  private running = 0;
  private disposal: Promise<void> | undefined;
  private idle: (() => void) | undefined;

  constructor(
    private readonly host: Host,
    private readonly plan: Plan,
    private readonly parts: readonly Part[],
    private readonly onDispose: () => void,
  ) {
    const { graph, steps } = plan;
    this.inputNodes = graph.inputs.map((i) => graph.nodes[i]!);
    this.constants = constantsOf(host, graph, steps);
    this.turns = turnsOf(plan);
    this.lastSession = steps.findLastIndex((step) => step.kind !== 'kernel');
  }

  async run(inputs: readonly Buffer[], donated: readonly boolean[]): Promise<Buffer[]> {
    if (this.disposal) throw new DisposedError('run: the executable was disposed of; compile the function again');
    const buffers = this.checkInputs(inputs);
    for (const buffer of buffers) buffer.acquire();
    buffers.forEach((buffer, i) => {
      if (donated[i]) buffer.donate();
    });
    this.running++;
    try {
      return await this.host.exclusively(() => this.execute(buffers));
    } catch (cause) {
      buffers.forEach((buffer, i) => {
        if (donated[i]) buffer.restore();
      });
      throw runError(cause);
    } finally {
      for (const buffer of buffers) buffer.release();
      if (--this.running === 0) this.idle?.();
    }
  }

  dispose(): Promise<void> {
    this.disposal ??= this.free();
    return this.disposal;
  }

  private async free(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    for (const constant of this.constants.values()) constant.dispose();
    this.onDispose();
    const sessions = new Set(this.parts.filter((part) => part !== undefined && typeof part !== 'function'));
    await Promise.all([...sessions].map((session) => session.release()));
  }

  private async execute(inputs: readonly OrtBuffer[]): Promise<Buffer[]> {
    const { graph, steps, outputs } = this.plan;
    const values = new Map(this.constants);
    graph.inputs.forEach((value, i) => {
      values.set(value, inputs[i]!);
    });
    const made = new Set<OrtBuffer>();
    const calls = new KernelCalls(this.host, made);
    try {
      for (const [s, step] of steps.entries()) {
        const part = this.parts[s];
        const written =
          step.kind === 'kernel'
            ? this.prepareKernel(part as Run, step.kernel, s, values, made, calls)
            : await this.runUnlessExcluded(part as OrtSession | undefined, step, values);
        for (const [value, buffer] of written) {
          values.set(value, buffer);
          made.add(buffer);
        }
        for (const value of this.turns[s]!.done) {
          const buffer = values.get(value)!;
          if (made.delete(buffer)) buffer.dispose();
        }
        if (s < this.lastSession) calls.run();
      }
      calls.run();
      return outputs.map((value, i) => {
        const { dtype, shape } = graph.nodes[graph.outputs[i]!]!;
        const buffer = values.get(value)!;
        return sameShape(buffer.shape, shape) ? buffer : buffer.surrender(dtype, shape);
      });
    } catch (error) {
      calls.abandon();
      throw error;
    }
  }

  private async runSession(session: OrtSession, step: SessionStep, values: ReadonlyMap<number, OrtBuffer>) {
    const { host } = this;
    const nodes = step.outputs.map((value) => this.plan.graph.nodes[value]!);
    const feeds = (): Tensors =>
      Object.fromEntries(step.inputs.map((value, i) => [inputName(i), values.get(value)!.tensor]));
    if (host.fetchMode === 'returned') {
      const results = await session.run(feeds());
      return nodes.map(({ dtype, shape }, i): [number, OrtBuffer] => [
        step.outputs[i]!,
        new OrtBuffer(host, dtype, shape, results[outputName(i)]!),
      ]);
    }
    const direct = host.fetchMode === 'direct';
    const buffers = allocateAll(host, nodes);
    // Only now: taking memory may have grown it, and views of it from before are empty.
    const fetches: { [name: string]: OrtTensor | null } = direct ? { [MARKER]: null } : {};
    buffers.forEach((buffer, i) => {
      fetches[outputName(i)] = buffer.tensor;
    });
    try {
      await session.run(feeds(), fetches);
    } catch (error) {
      if (!direct || !isMarkerRefusal(error)) {
        for (const buffer of buffers) buffer.dispose();
        throw error;
      }
    }
    return buffers.map((buffer, i): [number, OrtBuffer] => [step.outputs[i]!, buffer]);
  }

  private async runUnlessExcluded(
    part: OrtSession | undefined,
    step: GuardedStep,
    values: ReadonlyMap<number, OrtBuffer>,
  ): Promise<[number, OrtBuffer][]> {
    if (await this.excluded(step, values)) return this.placeholders(step);
    return step.kind === 'session' ? this.runSession(part!, step, values) : this.runHosted(step, values);
  }

  /** Whether this run can do without the step: its results only go where a condition does not hold. */
  private async excluded({ guards }: GuardedStep, values: ReadonlyMap<number, OrtBuffer>): Promise<boolean> {
    for (const { predicate, taken } of guards) {
      const { op, attributes } = this.plan.graph.nodes[predicate]!;
      const data = op === 'constant' ? (attributes.data as HostArray) : await valuesOf(values.get(predicate)!);
      if (Boolean(data[0]) !== taken) return true;
    }
    return false;
  }

  private placeholders(step: GuardedStep): [number, OrtBuffer][] {
    const { host, plan } = this;
    return writtenBy(step).map((value) => [
      value,
      placeholder(host, plan.graph.nodes[value]!, host.fetchMode !== 'returned'),
    ]);
  }

  private async runHosted(
    { value, inputs }: HostStep,
    values: ReadonlyMap<number, OrtBuffer>,
  ): Promise<[number, OrtBuffer][]> {
    const { host, plan } = this;
    const node = plan.graph.nodes[value]!;
    // A view may have another shape than the value it stands for.
    const operands = inputs.map((i, k) => ({
      buffer: values.get(i)!,
      shape: plan.graph.nodes[node.inputs[k]!]!.shape,
    }));
    return [[value, await runOnHost(host, node, operands, host.fetchMode !== 'returned')]];
  }

  private prepareKernel(
    run: Run,
    kernel: Kernel,
    s: number,
    values: ReadonlyMap<number, OrtBuffer>,
    made: ReadonlySet<OrtBuffer>,
    calls: KernelCalls,
  ): [number, OrtBuffer][] {
    const inputs = kernel.inputs.map(({ value }) => values.get(value)!);
    const candidates = this.turns[s]!.replaceable.map((k) => inputs[k]!);
    // Donated values must survive a failing run, so they are written over only when the last session is done.
    const donated = s > this.lastSession ? candidates.filter((buffer) => buffer.reusable) : [];
    // Donated ones first: their new values stay where the old ones were.
    const replaceable = [...donated, ...candidates.filter((buffer) => made.has(buffer))];
    const results = kernel.results.map(({ value, reduce }) => {
      const { dtype, shape } = this.plan.graph.nodes[value]!;
      return { dtype, shape, reduced: reduce !== undefined };
    });
    const buffers = calls.prepare(run, { inputs, results, replaceable });
    return buffers.map((buffer, r) => [kernel.results[r]!.value, buffer]);
  }

  private checkInputs(inputs: readonly Buffer[]): OrtBuffer[] {
    if (inputs.length !== this.inputNodes.length) {
      throw new ArgumentError(`run: got ${inputs.length} inputs, the graph has ${this.inputNodes.length}`);
    }
    return inputs.map((buffer, i) => {
      const { dtype, shape } = this.inputNodes[i]!;
      if (!(buffer instanceof OrtBuffer) || !buffer.belongsTo(this.host)) {
        throw new ArgumentError(`run: input ${i} is a buffer of another backend; read it and upload the values here`);
      }
      buffer.requireLive(`run (input ${i})`);
      if (buffer.dtype !== dtype || !sameShape(buffer.shape, shape)) {
        throw new ArgumentError(
          `run: input ${i} is ${buffer.dtype} ${showShape(buffer.shape)}, the graph takes ${dtype} ${showShape(shape)}`,
        );
      }
      return buffer;
    });
  }
}

/** The constants kernels read from memory. */
function constantsOf(host: Host, graph: Graph, steps: readonly Step[]): Map<number, OrtBuffer> {
  const buffers = new Map<number, OrtBuffer>();
  for (const step of steps) {
    for (const value of step.kind === 'session' ? [] : readBy(step)) {
      const node = graph.nodes[value]!;
      if (node.op !== 'constant' || buffers.has(value)) continue;
      if (step.kind === 'kernel' && scalarConstant(node) !== undefined) continue;
      const { shape, dtype, attributes } = node;
      const data = engineArray(attributes.data as HostArray, dtype);
      buffers.set(value, new OrtBuffer(host, dtype, shape, new host.ort.Tensor(dtype, data, shape)));
    }
  }
  return buffers;
}
