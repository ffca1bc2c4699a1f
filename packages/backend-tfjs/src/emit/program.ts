import type { GraphNode, HostArray, Shape } from '@saddlepoint/tensor';
import type { EngineDType } from '../engine/module.js';

/** One value of a program: a tensor of the engine while the program runs. */
export interface Value {
  readonly slot: number;
  readonly shape: Shape;
  readonly dtype: EngineDType;
}

/** One kernel to run. */
interface KernelInstruction {
  readonly kernel: string;
  /** Names of the operands in the kernel; undefined where it takes a list. */
  readonly names: readonly string[] | undefined;
  readonly inputs: readonly number[];
  readonly attributes: object;
  readonly outputs: readonly number[];
}

/** One primitive that the host computes, from values read back. */
interface HostInstruction {
  readonly node: GraphNode;
  readonly operandNodes: readonly GraphNode[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export type Instruction = KernelInstruction | HostInstruction;

/** A value that is made once, when the program is loaded. */
export interface Constant {
  readonly slot: number;
  readonly shape: Shape;
  readonly dtype: EngineDType;
  readonly data: HostArray;
}

/** A graph as a list of kernels: each instruction reads slots that earlier ones filled. */
export interface Program {
  readonly slots: number;
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  readonly instructions: readonly Instruction[];
  readonly outputs: readonly number[];
}

/** The program without instructions and constants that no output needs. */
export function prune(program: Program): Program {
  const needed = new Set(program.outputs);
  const instructions: Instruction[] = [];
  for (let i = program.instructions.length - 1; i >= 0; i--) {
    const instruction = program.instructions[i]!;
    if (!instruction.outputs.some((slot) => needed.has(slot))) continue;
    for (const slot of instruction.inputs) needed.add(slot);
    instructions.push(instruction);
  }
  const constants = program.constants.filter(({ slot }) => needed.has(slot));
  return { ...program, constants, instructions: instructions.reverse() };
}
