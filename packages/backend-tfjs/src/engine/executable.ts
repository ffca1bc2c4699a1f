import {
  type Buffer,
  DisposedError,
  type DType,
  type Executable,
  GraphError,
  type HostArray,
  primitives,
  type Shape,
} from '@saddlepoint/tensor';
import type { Instruction, Program } from '../emit/program.js';
import { readAs, TfjsBuffer } from './buffer.js';
import type { TfEngine, TfTensor } from './module.js';

/** What an executable needs of its backend. */
export interface Host {
  /** @throws BackendError unless the engine the program was written for is the one in use. */
  requireEngine(): TfEngine;
  make(data: HostArray, shape: Shape, dtype: DType): TfTensor;
  keep(tensor: TfTensor): void;
}

interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

type Slots = (TfTensor | undefined)[];

/** One instruction, ready to run: fills its slots and frees those nobody reads any more. The host takes its time. */
type Step = (engine: TfEngine, slots: Slots) => Promise<void> | undefined;

/** A program with its constants on the engine. */
export class TfjsExecutable implements Executable {
  private readonly steps: readonly Step[];
  private constants: readonly TfTensor[] | undefined;

  constructor(
    private readonly host: Host,
    private readonly program: Program,
    private readonly results: readonly Result[],
    private readonly onDispose: () => void,
  ) {
    host.requireEngine();
    this.steps = compileSteps(program, host);
    this.constants = program.constants.map(({ data, shape, dtype }) => host.make(data, shape, dtype));
  }

  async run(inputs: readonly Buffer[], donated: readonly boolean[]): Promise<Buffer[]> {
    const buffers = inputs as readonly TfjsBuffer[];
    const slots = this.fill(buffers.map((x) => x.tensor));
    try {
      for (const step of this.steps) {
        const later = step(this.host.requireEngine(), slots);
        if (later) await later;
      }
    } catch (error) {
      this.clear(slots);
      throw error;
    }
    // Not before the run is over: a failed one must leave them intact.
    buffers.forEach((x, i) => {
      if (donated[i]) x.dispose();
    });
    return this.take(slots).map((y, i) => new TfjsBuffer(y, this.results[i]!.shape, this.results[i]!.dtype));
  }

  /**
   * Runs on tensors of tfjs, at once; the caller owns the results. Nothing else is left behind, in failure neither.
   *
   * @throws GraphError for a graph with a primitive that the host computes, which means waiting.
   */
  runNow(inputs: readonly TfTensor[]): TfTensor[] {
    const waits = this.program.instructions.find((instruction) => 'node' in instruction);
    if (waits && 'node' in waits)
      throw new GraphError(`run: ${waits.node.op} is computed on the host; use run, not runNow`);
    const engine = this.host.requireEngine();
    const slots = this.fill(inputs);
    try {
      for (const step of this.steps) step(engine, slots);
    } catch (error) {
      this.clear(slots);
      throw error;
    }
    return this.take(slots);
  }

  private fill(inputs: readonly TfTensor[]): Slots {
    const { program, constants } = this;
    if (!constants) throw new DisposedError('run: the executable was disposed of; compile the graph again');
    const slots: Slots = new Array(program.slots);
    program.inputs.forEach(({ slot }, i) => {
      slots[slot] = inputs[i]!;
    });
    program.constants.forEach(({ slot }, i) => {
      slots[slot] = constants[i]!;
    });
    return slots;
  }

  /** Frees what a failed run made. */
  private clear(slots: Slots): void {
    for (const { slot } of [...this.program.inputs, ...this.program.constants]) slots[slot] = undefined;
    for (const tensor of slots) tensor?.dispose();
  }

  private take(slots: Slots): TfTensor[] {
    return this.program.outputs.map((slot) => {
      const result = slots[slot]!;
      // Or a tidy around the call would take it.
      this.host.keep(result);
      return result;
    });
  }

  async dispose(): Promise<void> {
    for (const tensor of this.constants ?? []) tensor.dispose();
    this.constants = undefined;
    this.onDispose();
  }
}

/** Every instruction as a function; each frees what was read for the last time, and results that nobody reads. */
function compileSteps(program: Program, host: Host): Step[] {
  const { instructions } = program;
  const kept = new Set([
    ...program.outputs,
    ...program.inputs.map((v) => v.slot),
    ...program.constants.map((v) => v.slot),
  ]);
  const steps: Step[] = [];
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i]!;
    const free = [...new Set([...instruction.inputs, ...instruction.outputs])].filter((slot) => !kept.has(slot));
    for (const slot of free) kept.add(slot);
    steps.push(compileStep(instruction, free, host));
  }
  return steps.reverse();
}

function compileStep(instruction: Instruction, free: readonly number[], host: Host): Step {
  const release = (slots: Slots) => {
    for (const slot of free) {
      slots[slot]!.dispose();
      slots[slot] = undefined;
    }
  };
  if ('node' in instruction) {
    return async (_engine, slots) => {
      slots[instruction.outputs[0]!] = await onHost(instruction, slots, host);
      release(slots);
    };
  }
  const { kernel, names, inputs, attributes, outputs } = instruction;
  const operands = operandsOf(names, inputs);
  const single = outputs.length === 1 ? outputs[0]! : undefined;
  return (engine, slots) => {
    const made = engine.runKernel(kernel, operands(slots), attributes);
    if (single !== undefined) slots[single] = made as TfTensor;
    else {
      for (let i = 0; i < outputs.length; i++) slots[outputs[i]!] = (made as TfTensor[])[i]!;
    }
    release(slots);
    return undefined;
  };
}

/** Reads the operands, computes the primitive and uploads its result. */
async function onHost(
  { node, operandNodes, inputs }: Extract<Instruction, { node: unknown }>,
  slots: Slots,
  host: Host,
): Promise<TfTensor> {
  const operands = await Promise.all(
    operandNodes.map(async ({ shape, dtype }, i) => ({
      shape,
      dtype,
      data: await readAs(slots[inputs[i]!]!, dtype),
    })),
  );
  const data = primitives.get(node.op)!.kernel(operands, node.attributes, node);
  return host.make(data, node.shape, node.dtype);
}

/** How a kernel gets its operands: by name, or as a list. */
function operandsOf(names: readonly string[] | undefined, inputs: readonly number[]): (slots: Slots) => object {
  if (!names) return (slots) => inputs.map((slot) => slots[slot]);
  const [a, b] = names as [string, string];
  const [x, y] = inputs as [number, number];
  if (names.length === 1) return (slots) => ({ [a]: slots[x] });
  if (names.length === 2) return (slots) => ({ [a]: slots[x], [b]: slots[y] });
  return (slots) => Object.fromEntries(names.map((name, i) => [name, slots[inputs[i]!]]));
}
