import { type DType, dtypes, type HostArray, holds } from './dtype.js';
import { ArgumentError, GraphError, showValue } from './errors.js';
import { type Attributes, type AttributeValue, Graph, type GraphNode } from './graph.js';
import { schemaProblem } from './graph-schema.js';
import { showExactly } from './passes/common.js';
import { primitives } from './primitives/table.js';
import { sameShape, showShape, sizeOf } from './shape.js';

/** Saving and loading graphs: JSON with a version; constants in base64, little-endian. */

const version = 2;

/** Attributes that operations did not have in version 1, with the values they then stood for. */
const addedSince1: { readonly [op: string]: Attributes } = {
  randomNormal: { mean: 0, std: 1 },
  randomTruncatedNormal: { mean: 0, std: 1 },
};

/** Text that {@link loadGraph} reads back, in this process or another. */
export function saveGraph(graph: Graph): string {
  if (!Array.isArray((graph as Graph | undefined)?.nodes)) {
    throw new ArgumentError(`saveGraph: expected a graph, as trace(fn, …) makes it, got ${showValue(graph)}`);
  }
  const nodes = graph.nodes.map(({ op, inputs, attributes, shape, dtype }) => ({
    op,
    inputs,
    attributes: Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, encode(v)])),
    shape,
    dtype,
  }));
  return JSON.stringify({ format: 'saddlepoint-graph', version, nodes, inputs: graph.inputs, outputs: graph.outputs });
}

/**
 * The graph in `text`, checked node by node: operations must be known, operands must come earlier, and shapes and dtypes
 * must be those the operations give.
 *
 * @throws GraphError saying what is wrong and where.
 */
export function loadGraph(text: string): Graph {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new GraphError('loadGraph: not JSON; expected text made by saveGraph', { cause });
  }
  if (file?.format !== 'saddlepoint-graph')
    throw new GraphError("loadGraph: no 'saddlepoint-graph' marker; expected text made by saveGraph");
  if (file.version !== version && file.version !== 1) {
    throw new GraphError(
      `loadGraph: version ${file.version} is not supported (this release reads 1 to ${version}); save the graph again or upgrade`,
    );
  }
  const added = file.version === 1 ? addedSince1 : {};
  const nodes: GraphNode[] = [];
  for (const entry of list(file.nodes, 'nodes')) nodes.push(readNode(entry as Record<string, unknown>, nodes, added));
  const inputs = positions(file.inputs, nodes.length, 'inputs');
  const declared = nodes.flatMap((n, i) => (n.op === 'input' ? [i] : []));
  if ([...inputs].sort((a, b) => a - b).join() !== declared.join()) {
    throw new GraphError(`loadGraph: inputs [${inputs}] are not the graph's input nodes [${declared}]`);
  }
  return new Graph(nodes, inputs, positions(file.outputs, nodes.length, 'outputs'));
}

function readNode(
  entry: Record<string, unknown>,
  earlier: readonly GraphNode[],
  added: { readonly [op: string]: Attributes },
): GraphNode {
  const where = `node ${earlier.length} (${entry?.op})`;
  const inputs = positions(entry?.inputs, earlier.length, `inputs of ${where}`);
  const shape = list(entry.shape, `shape of ${where}`) as number[];
  const dtype = entry.dtype as DType;
  if (!dtypes.includes(dtype)) throw new GraphError(`loadGraph: ${where} has unknown dtype '${dtype}'`);
  if (!shape.every((d) => Number.isInteger(d) && d >= 0)) throw new GraphError(`loadGraph: ${where} has a bad shape`);
  const op = String(entry.op);
  const given = Object.entries((entry.attributes ?? {}) as Record<string, unknown>);
  const attributes: Attributes = {
    ...(Object.hasOwn(added, op) && added[op]),
    ...Object.fromEntries(given.map(([k, v]) => [k, decode(v, where)])),
  };
  const node: GraphNode = { op, inputs, attributes, shape, dtype };
  if (node.op === 'input') {
    if (typeof attributes.name !== 'string') throw new GraphError(`loadGraph: ${where} has no name`);
    return node;
  }
  if (node.op === 'constant') {
    const { data } = attributes;
    if (!ArrayBuffer.isView(data) || !holds(dtype, data as HostArray) || data.length !== sizeOf(shape)) {
      throw new GraphError(`loadGraph: ${where} has no data of its shape and dtype`);
    }
    return node;
  }
  const primitive = primitives.get(node.op);
  if (!primitive) throw new GraphError(`loadGraph: ${where}: unknown operation; it may come from a newer release`);
  const problem = schemaProblem(node, inputs[0] === undefined ? 0 : earlier[inputs[0]]!.shape.length);
  if (problem) throw new GraphError(`loadGraph: ${where}: ${problem}`);
  let inferred: { shape: readonly number[]; dtype: DType };
  try {
    inferred = primitive.infer(
      inputs.map((i) => earlier[i]!),
      attributes,
    );
  } catch (cause) {
    throw new GraphError(`loadGraph: ${where}: ${(cause as Error).message}`, { cause });
  }
  if (!sameShape(inferred.shape, shape) || inferred.dtype !== dtype) {
    throw new GraphError(
      `loadGraph: ${where} says ${dtype} ${showShape(shape)} but gives ${inferred.dtype} ${showShape(inferred.shape)}`,
    );
  }
  return node;
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new GraphError(`loadGraph: ${what} is not a list`);
  return value;
}

function positions(value: unknown, below: number, what: string): number[] {
  const out = list(value, what) as number[];
  const odd = out.find((i) => !Number.isInteger(i) || i < 0 || i >= below);
  if (odd !== undefined) throw new GraphError(`loadGraph: ${what} refer to node ${odd}, which does not come before`);
  return out;
}

function encode(value: AttributeValue): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { number: showExactly(value) };
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { type: value.constructor.name, base64: btoa(binary) };
}

function decode(value: unknown, where: string): AttributeValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value as AttributeValue;
  const { number, type, base64 } = value as { number?: string; type?: string; base64?: string };
  if (number !== undefined) return Number(number);
  try {
    const bytes = Uint8Array.from(atob(base64!), (c) => c.charCodeAt(0));
    return new hostTypes[type as keyof typeof hostTypes](bytes.buffer);
  } catch (cause) {
    throw new GraphError(`loadGraph: ${where}: damaged constant of type ${type}`, { cause });
  }
}

const hostTypes = { Float32Array, Float64Array, Int32Array, Uint8Array };
