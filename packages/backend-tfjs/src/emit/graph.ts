import { type Graph, GraphError, type HostArray, primitives } from '@saddlepoint/tensor';
import type { EngineTraits } from '../engine/traits.js';
import { engineArray, engineDType } from './dtype.js';
import { Emitter, type Operand } from './emitter.js';
import { roundHalf, staysHalf } from './half.js';
import { type Program, prune } from './program.js';
import { emitters } from './table.js';

/**
 * Writes a graph as a list of kernels of an engine.
 *
 * @throws GraphError for an unknown primitive; BackendError for a kernel the engine lacks.
 */
export function emitGraph(graph: Graph, engine: EngineTraits): Program {
  const uses = new Int32Array(graph.nodes.length);
  for (const node of graph.nodes) for (const i of node.inputs) uses[i]!++;
  for (const i of graph.outputs) uses[i]!++;
  const operands: Operand[] = [];
  const e = new Emitter(engine, (node) => node.inputs.map((i) => operands[i]!));
  const inputs = new Map(
    graph.inputs.map((i) => [i, e.input(graph.nodes[i]!.shape, engineDType(graph.nodes[i]!.dtype))]),
  );
  graph.nodes.forEach((node, index) => {
    const value = (() => {
      if (node.op === 'input') return inputs.get(index)!;
      if (node.op === 'constant') {
        const data = engineArray(node.attributes.data as HostArray, node.dtype);
        return e.constant(data, node.shape, engineDType(node.dtype));
      }
      if (primitives.get(node.op)?.onHost) return e.runOnHost(node, e.operandsOf(node));
      const emit = emitters.get(node.op);
      if (!emit) throw new GraphError(`tfjs: unknown primitive '${node.op}'`);
      e.writing = node.op;
      const result = emit(e, node, e.operandsOf(node));
      return node.dtype === 'float16' && !staysHalf(node.op) ? roundHalf(e, result) : result;
    })();
    operands.push({ ...value, node, index, uses: uses[index]! });
  });
  return prune(e.program(graph.outputs.map((i) => operands[i]!)));
}
