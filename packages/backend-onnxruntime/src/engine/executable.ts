import {
  ArgumentError,
  BackendError,
  type Buffer,
  byteSize,
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
import { bytesOf } from './memory.js';
import type { OrtSession, OrtTensor } from './module.js';
import { type FetchMode, isMarkerRefusal, MARKER } from './probe.js';

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
  private disposed = false;
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
    if (this.disposed) throw new DisposedError('run: the executable was disposed of; compile the function again');
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
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new BackendError(`onnxruntime: the run failed: ${text}`, { cause });
    } finally {
      for (const buffer of buffers) buffer.release();
      if (--this.running === 0) this.idle?.();
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.onDispose();
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    for (const constant of this.constants.values()) constant.dispose();
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
    try {
      for (const [s, step] of steps.entries()) {
        const part = this.parts[s];
        const written =
          step.kind === 'kernel'
            ? this.runKernel(part as Run, step.kernel, s, values, made)
            : await this.runUnlessExcluded(part as OrtSession | undefined, step, values);
        for (const [value, buffer] of written) {
          values.set(value, buffer);
          made.add(buffer);
        }
        for (const value of this.turns[s]!.done) {
          const buffer = values.get(value)!;
          if (made.delete(buffer)) buffer.dispose();
        }
      }
      return outputs.map((value, i) => {
        const { dtype, shape } = graph.nodes[graph.outputs[i]!]!;
        const buffer = values.get(value)!;
        return sameShape(buffer.shape, shape) ? buffer : buffer.surrender(dtype, shape);
      });
    } catch (error) {
      for (const buffer of made) buffer.dispose();
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

  private runKernel(
    run: Run,
    kernel: Kernel,
    s: number,
    values: ReadonlyMap<number, OrtBuffer>,
    made: Set<OrtBuffer>,
  ): [number, OrtBuffer][] {
    const inputs = kernel.inputs.map(({ value }) => values.get(value)!);
    const reused = this.inPlace(kernel, s, inputs, made);
    const nodes = kernel.results.map(({ value }) => this.plan.graph.nodes[value]!);
    const fresh = nodes.filter((_, r) => reused[r] === undefined);
    let bank = inputs[0]?.block().bank;
    let buffers = allocateAll(this.host, fresh, bank);
    bank ??= buffers[0]!.block().bank;
    if (![...inputs, ...buffers].every((buffer) => buffer.block(bank).bank === bank)) {
      // No room here for all of them together.
      for (const buffer of buffers) buffer.dispose();
      bank = this.host.memory.bankFor([...inputs, ...fresh].map(bytesOf));
      for (const buffer of inputs) buffer.block(bank);
      buffers = allocateAll(this.host, fresh, bank);
    }
    const results = nodes.map((_, r) => reused[r] ?? buffers.shift()!);
    run(
      bank,
      [...inputs, ...results].map((buffer) => buffer.block(bank).address),
    );
    return results.map((buffer, r): [number, OrtBuffer] => {
      const { dtype, shape } = nodes[r]!;
      if (reused[r] === undefined) return [kernel.results[r]!.value, buffer];
      made.delete(buffer);
      return [kernel.results[r]!.value, buffer.surrender(dtype, shape)];
    });
  }

  /**
   * The inputs whose memory the kernel's results take over: made in this run, or donated to it. Donated values must survive
   * a failing run, so they are written over only when the last session is done. What is left to fail then is taking memory
   * for later kernels: such a run loses them.
   */
  private inPlace(
    { results }: Kernel,
    s: number,
    buffers: readonly OrtBuffer[],
    made: ReadonlySet<OrtBuffer>,
  ): (OrtBuffer | undefined)[] {
    const candidates = this.turns[s]!.replaceable.map((k) => buffers[k]!);
    const donated = s > this.lastSession ? candidates.filter((buffer) => buffer.reusable) : [];
    // Donated ones first: their new values stay where the old ones were.
    const free = [...donated, ...candidates.filter((buffer) => made.has(buffer))];
    return results.map(({ dtype, reduce }) => {
      const at = reduce ? -1 : free.findIndex((buffer) => byteSize(buffer.dtype) === byteSize(dtype));
      return at < 0 ? undefined : free.splice(at, 1)[0];
    });
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

/** What is known of a step's memory before any run. */
interface Turn {
  /** Values nobody needs any more afterwards. */
  readonly done: readonly number[];
  /** Inputs of a kernel, by position, that are read element by element and for the last time: a result may replace them. */
  readonly replaceable: readonly number[];
}

function turnsOf({ steps, outputs }: Plan): Turn[] {
  const lastUse = new Map<number, number>();
  steps.forEach((step, s) => {
    for (const value of [...readBy(step), ...writtenBy(step)]) lastUse.set(value, s);
  });
  for (const value of outputs) lastUse.delete(value);
  return steps.map((step, s) => {
    const done = [...new Set([...readBy(step), ...writtenBy(step)])].filter((value) => lastUse.get(value) === s);
    if (step.kind !== 'kernel') return { done, replaceable: [] };
    const { inputs, size } = step.kernel;
    const replaceable = inputs.flatMap(({ value, repeat, count }, k) => {
      const alone = repeat === 1 && count === size && inputs.filter((other) => other.value === value).length === 1;
      return alone && lastUse.get(value) === s ? [k] : [];
    });
    return { done, replaceable };
  });
}

/** The values a step reads. */
function readBy(step: Step): readonly number[] {
  if (step.kind === 'kernel') return step.kernel.inputs.map(({ value }) => value);
  return [...step.inputs, ...step.guards.map(({ predicate }) => predicate)];
}

/** The values a step computes for others. */
function writtenBy(step: Step): readonly number[] {
  if (step.kind === 'kernel') return step.kernel.results.map(({ value }) => value);
  return step.kind === 'session' ? step.outputs : [step.value];
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
