import { BackendError, type GraphNode, type HostArray, type Shape, sameShape } from '@saddlepoint/tensor';
import type { EngineDType } from '../engine/module.js';
import type { EngineTraits } from '../engine/traits.js';
import { engineDType } from './dtype.js';
import type { Constant, Instruction, Program, Value } from './program.js';

/** An operand of a graph node: its value, and the node that made it. */
export interface Operand extends Value {
  readonly node: GraphNode;
  /** Position of the node in the graph. */
  readonly index: number;
  /** How often the graph reads it, as an operand or a result. */
  readonly uses: number;
}

/** Writes one primitive as kernels, and gives its value. */
export type Emit = (e: Emitter, node: GraphNode, operands: readonly Operand[]) => Value;

/** Collects the instructions of a program. */
export class Emitter {
  private readonly instructions: Instruction[] = [];
  private readonly constants: Constant[] = [];
  private readonly inputs: Value[] = [];
  private readonly made = new Map<string, Value>();
  /** The primitive that is being written, for messages. */
  writing = 'the graph';
  /** The slots of values [N, C, …spatial] that are also there as [N, …spatial, C]. */
  readonly lastOf = new Map<number, Value>();
  private readonly numbers = new Map<number, number>();
  private slots = 0;

  constructor(
    readonly engine: EngineTraits,
    /** What made a node's operands, for patterns that reach over several nodes. */
    readonly operandsOf: (node: GraphNode) => readonly Operand[],
  ) {}

  input(shape: Shape, dtype: EngineDType): Value {
    const value = this.value(shape, dtype);
    this.inputs.push(value);
    return value;
  }

  constant(data: HostArray, shape: Shape, dtype: EngineDType): Value {
    const value = this.value(shape, dtype);
    this.constants.push({ ...value, data });
    if (data.length === 1) this.numbers.set(value.slot, data[0]!);
    return value;
  }

  /** The number that a constant with one element holds; undefined for anything else. */
  numberIn(x: Value): number | undefined {
    return this.numbers.get(x.slot);
  }

  /** A constant number; equal ones are one. */
  scalar(x: number, dtype: EngineDType = 'float32'): Value {
    const key = `scalar ${Object.is(x, -0) ? '-0' : x} ${dtype}`;
    const make = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
    return this.once(key, () => this.constant(make.of(x), [], dtype));
  }

  /** The value made under this key before, or now. */
  once(key: string, make: () => Value): Value {
    const known = this.made.get(key);
    if (known) return known;
    const value = make();
    this.made.set(key, value);
    return value;
  }

  /** Runs a kernel with named operands. */
  run(
    kernel: string,
    operands: Readonly<Record<string, Value>>,
    attributes: object,
    shape: Shape,
    dtype: EngineDType = Object.values(operands)[0]!.dtype,
  ): Value {
    return this.add(kernel, Object.keys(operands), Object.values(operands), attributes, [{ shape, dtype }])[0]!;
  }

  /** Runs a kernel that takes a list of operands. */
  runList(kernel: string, operands: readonly Value[], attributes: object, shape: Shape): Value {
    return this.add(kernel, undefined, operands, attributes, [{ shape, dtype: operands[0]!.dtype }])[0]!;
  }

  /** Runs a kernel with several results. */
  runAll(
    kernel: string,
    operands: Readonly<Record<string, Value>>,
    attributes: object,
    results: readonly Omit<Value, 'slot'>[],
  ): Value[] {
    return this.add(kernel, Object.keys(operands), Object.values(operands), attributes, results);
  }

  /** Runs a primitive on the host, on values read back from the engine. */
  runOnHost(node: GraphNode, operands: readonly Operand[]): Value {
    const output = this.value(node.shape, engineDType(node.dtype));
    const inputs = operands.map(({ slot }) => slot);
    const operandNodes = operands.map((x) => x.node);
    this.instructions.push({ node, operandNodes, inputs, outputs: [output.slot] });
    return output;
  }

  reshape(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.run('Reshape', { x }, { shape: [...shape] }, shape);
  }

  program(outputs: readonly Value[]): Program {
    const { inputs, constants, instructions } = this;
    const seen = new Set(inputs.map(({ slot }) => slot));
    for (const { slot } of constants) seen.add(slot);
    const distinct = outputs.map((y) => {
      // A result that is also an input, a constant or another result needs a handle of its own.
      const own = seen.has(y.slot) ? this.run(this.engine.share, { x: y }, { shape: [...y.shape] }, y.shape) : y;
      seen.add(own.slot);
      return own.slot;
    });
    return { slots: this.slots, inputs, constants, instructions, outputs: distinct };
  }

  private add(
    kernel: string,
    names: readonly string[] | undefined,
    operands: readonly Value[],
    attributes: object,
    results: readonly Omit<Value, 'slot'>[],
  ): Value[] {
    if (!this.engine.has(kernel)) {
      throw new BackendError(
        `tfjs: the engine '${this.engine.name}' has no kernel '${kernel}', which ${this.writing} needs; register one ` +
          'with tf.registerKernel, or use another engine: await tf.setBackend(…)',
      );
    }
    const outputs = results.map(({ shape, dtype }) => this.value(shape, dtype));
    const slot = (value: Value) => value.slot;
    this.instructions.push({ kernel, names, inputs: operands.map(slot), attributes, outputs: outputs.map(slot) });
    return outputs;
  }

  private value(shape: Shape, dtype: EngineDType): Value {
    return { slot: this.slots++, shape, dtype };
  }
}
