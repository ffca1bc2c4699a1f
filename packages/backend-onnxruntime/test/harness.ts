import {
  type Attributes,
  type Backend,
  type DType,
  Graph,
  type GraphNode,
  type HostArray,
  type Shape,
  sizeOf,
} from '@saddlepoint/tensor';

/** Values on the host, with their shape and dtype. */
export interface Host {
  data: number[] | HostArray;
  shape: Shape;
  dtype: DType;
}

export const f32 = (data: number[], shape: Shape = [data.length]): Host => ({ data, shape, dtype: 'float32' });
export const f16 = (data: number[], shape: Shape = [data.length]): Host => ({ data, shape, dtype: 'float16' });
export const i32 = (data: number[], shape: Shape = [data.length]): Host => ({ data, shape, dtype: 'int32' });
export const bool = (data: number[], shape: Shape = [data.length]): Host => ({ data, shape, dtype: 'bool' });

/** `size` numbers that look random but are always the same. */
export function noise(size: number, seed = 1): number[] {
  let state = seed * 2654435761;
  return Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** Graphs by hand: each method returns the position of the value it adds. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly inputs: number[] = [];

  input(shape: Shape, dtype: DType = 'float32', name = `x${this.inputs.length}`): number {
    const at = this.op('input', [], { name }, shape, dtype);
    this.inputs.push(at);
    return at;
  }

  constant({ data, shape, dtype }: Host): number {
    return this.op('constant', [], { data: hostOf(data, dtype) }, shape, dtype);
  }

  op(op: string, inputs: number[], attributes: Attributes, shape: Shape, dtype: DType = 'float32'): number {
    this.nodes.push({ op, inputs, attributes, shape, dtype });
    return this.nodes.length - 1;
  }

  graph(...outputs: number[]): Graph {
    return new Graph(this.nodes, this.inputs, outputs);
  }
}

function hostOf(data: number[] | HostArray, dtype: DType): HostArray {
  if (!Array.isArray(data)) return data;
  if (dtype === 'int32') return Int32Array.from(data);
  return dtype === 'bool' ? Uint8Array.from(data) : Float32Array.from(data);
}

/** The results of a graph for host values. */
export async function run(backend: Backend, graph: Graph, values: readonly Host[]): Promise<number[][]> {
  const executable = await backend.compile(graph);
  const inputs = values.map(({ data, shape, dtype }) => backend.upload(hostOf(data, dtype), shape, dtype));
  const outputs = await executable.run(
    inputs,
    inputs.map(() => false),
  );
  const results = await Promise.all(outputs.map(async (y) => [...(await y.read())]));
  for (const buffer of [...inputs, ...outputs]) buffer.dispose();
  await executable.dispose();
  return results;
}

/** The result of one primitive for host values. */
export async function evaluate(
  backend: Backend,
  op: string,
  operands: readonly Host[],
  attributes: Attributes,
  shape: Shape,
  dtype: DType = operands[0]!.dtype,
): Promise<number[]> {
  const g = new GraphBuilder();
  const at = operands.map((x) => g.input(x.shape, x.dtype));
  const [result] = await run(backend, g.graph(g.op(op, at, attributes, shape, dtype)), operands);
  if (result!.length !== sizeOf(shape)) throw new Error(`${op}: ${result!.length} values for shape [${shape}]`);
  return result!;
}
