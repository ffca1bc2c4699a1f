import { type Graph, GraphError, type HostArray } from '@saddlepoint/tensor';
import type { OnnxModel, OnnxNode, OnnxValue } from '../onnx/model.js';
import { Emitter } from './emitter.js';
import { leavesLast, prune } from './prune.js';
import { emitters } from './table.js';

export interface EmitOptions {
  /** Whether ONNX Runtime's own operators (`com.microsoft`) may be used; false gives a model any runtime loads. */
  contrib: boolean;
  /** Channels the engine's blocked convolutions take at a time. Default 1: it has none. */
  block?: number;
  /** Whether a run with a negative index is to fail; ONNX counts it from the end. Default false. */
  strictIndices?: boolean;
  /** Names of the inputs and outputs, in the graph's order. They must be distinct. */
  inputNames: readonly string[];
  outputNames: readonly string[];
  metadata?: { readonly [key: string]: string };
}

/**
 * Translates a graph into an ONNX model.
 *
 * @throws GraphError for a primitive there is no translation for.
 */
export function emitGraph(graph: Graph, options: EmitOptions): OnnxModel {
  const e = new Emitter(graph, options.contrib, options.block, options.strictIndices);
  // Prefixed, so that no name given here or by the caller can meet one the emitter makes up.
  graph.inputs.forEach((index, i) => {
    e.bind(index, `in:${i}`);
  });
  graph.nodes.forEach((node, index) => {
    if (node.op === 'input') return;
    if (node.op === 'constant') {
      e.bind(index, e.constant(node.attributes.data as HostArray, node.shape, node.dtype));
      return;
    }
    const emit = emitters.get(node.op);
    if (!emit) throw new GraphError(`onnx: no translation for primitive '${node.op}'; known: ${known()}`);
    e.bind(
      index,
      emit(
        e,
        node,
        node.inputs.map((i) => e.operand(i)),
      ),
    );
  });

  const rename = new Map(graph.inputs.map((_, i) => [`in:${i}`, options.inputNames[i]!]));
  const produced = new Set(e.nodes.flatMap((node) => node.outputs));
  graph.outputs.forEach((index, i) => {
    const { name } = e.operand(index);
    // A result that is also an input, a constant or another result needs a value of its own.
    const own = produced.has(name) && !rename.has(name) ? name : e.node('Identity', [name]);
    rename.set(own, options.outputNames[i]!);
  });
  const values = (indices: readonly number[], names: readonly string[]): OnnxValue[] =>
    indices.map((index, i) => {
      const { dtype, shape } = graph.nodes[index]!;
      return { name: names[i]!, type: dtype, dims: shape };
    });
  applyNames(e.nodes, rename);
  const live = prune(e.nodes, e.constants, options.outputNames);
  return {
    nodes: leavesLast(live.nodes),
    constants: live.constants,
    inputs: values(graph.inputs, options.inputNames),
    outputs: values(graph.outputs, options.outputNames),
    values: e.values.filter((value) => !rename.has(value.name) && live.names.has(value.name)),
    ...(options.metadata ? { metadata: options.metadata } : {}),
  };
}

function applyNames(nodes: readonly OnnxNode[], rename: ReadonlyMap<string, string>): void {
  const renamed = (name: string) => rename.get(name) ?? name;
  for (const node of nodes) {
    node.inputs = node.inputs.map(renamed);
    node.outputs = node.outputs.map(renamed);
  }
}

function known(): string {
  return [...emitters.keys()].sort().join(', ');
}
