import { type DType, encodeHalf, type Graph, type GraphNode, type HostArray, type Shape } from '@saddlepoint/tensor';
import type { ElementType, OnnxAttribute, OnnxConstant, OnnxNode, OnnxValue } from '../onnx/model.js';
import { BLOCKED_DOMAIN, CONTRIB_DOMAIN, elementTypes } from '../onnx/model.js';

/** A value of the graph as an operand: where it comes from and what it is called in the model. */
export interface Operand {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly node: GraphNode;
  /** How often the graph reads the value. */
  readonly uses: number;
}

/** Writes one graph node as ONNX nodes and returns the name of the value that holds the result. */
export type Emit = (e: Emitter, node: GraphNode, operands: readonly Operand[]) => string;

/** Attribute values in the form emitters write them: whole numbers become `int`; `float(x)` marks a float. */
export type PlainAttributes = {
  readonly [name: string]: number | readonly number[] | string | { readonly float: number };
};

/** Collects the nodes and constants of a model while a graph is translated. */
export class Emitter {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  readonly values: OnnxValue[] = [];
  private readonly names: string[] = [];
  private readonly uses: number[];
  private readonly known = new Map<string, string>();
  private count = 0;

  constructor(
    readonly graph: Graph,
    /** Whether ONNX Runtime's own operators may be used. */
    readonly contrib: boolean,
    /** Channels a blocked convolution takes at a time; 1 for an engine without. */
    readonly block = 1,
    /** Whether negative indices are to fail; ONNX counts them from the end. */
    readonly strictIndices = false,
  ) {
    this.uses = graph.nodes.map(() => 0);
    for (const node of graph.nodes) for (const i of node.inputs) this.uses[i]!++;
    for (const i of graph.outputs) this.uses[i]!++;
  }

  /** Says what the value of node `index` is called. */
  bind(index: number, name: string): void {
    this.names[index] = name;
  }

  /** Node `index` as an operand. */
  operand(index: number): Operand {
    const node = this.graph.nodes[index]!;
    return { name: this.names[index]!, shape: node.shape, dtype: node.dtype, node, uses: this.uses[index]! };
  }

  /** The operands of `x`'s node, for patterns of two nodes. */
  operandsOf(x: Operand): Operand[] {
    return x.node.inputs.map((i) => this.operand(i));
  }

  /** Adds a node of the standard domain with one result. */
  node(op: string, inputs: string[], attributes: PlainAttributes = {}): string {
    return this.nodeWith(op, inputs, attributes, 1)[0]!;
  }

  /** Adds a node of ONNX Runtime's domain with one result. Ask {@link contrib} first. */
  contribNode(op: string, inputs: string[], attributes: PlainAttributes = {}): string {
    return this.nodeWith(op, inputs, attributes, 1, CONTRIB_DOMAIN)[0]!;
  }

  /** Adds a node of the domain for images in blocks of channels with one result. Ask {@link block} first. */
  blockedNode(op: string, inputs: string[], attributes: PlainAttributes = {}): string {
    return this.nodeWith(op, inputs, attributes, 1, BLOCKED_DOMAIN)[0]!;
  }

  /** Adds a node with several results. */
  nodeWith(op: string, inputs: string[], attributes: PlainAttributes, results: number, domain = ''): string[] {
    const outputs = Array.from({ length: results }, () => this.fresh(op));
    this.add(op, inputs, outputs, attributes, domain);
    return outputs;
  }

  /** Adds a node whose results have been named. */
  add(op: string, inputs: string[], outputs: string[], attributes: PlainAttributes, domain = ''): void {
    this.nodes.push({ op, domain, inputs, outputs, attributes: toOnnx(attributes) });
  }

  /** A name no value has yet. */
  fresh(stem: string): string {
    return `${stem}_${this.count++}`;
  }

  /** What `make` returned the first time it was asked for under `key`: shares work between emitters. */
  once(key: string, make: () => string): string {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.known.set(key, name);
    return name;
  }

  /** An int64 vector (or scalar, with `dims` `[]`): axes, shapes, positions. */
  int64(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.once(`int64 ${dims} ${values}`, () =>
      this.addConstant('int64', dims, bytesOf(BigInt64Array.from(values, BigInt))),
    );
  }

  /** A scalar of the given dtype. */
  scalar(value: number, dtype: DType): string {
    return this.once(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () => this.constant([value], [], dtype));
  }

  zeros(shape: Shape, dtype: DType): string {
    return this.node('Expand', [this.scalar(0, dtype), this.int64(shape)]);
  }

  /** A constant; the data is not copied where the engine's representation is the host's. */
  constant(data: HostArray | readonly number[], shape: Shape, dtype: DType): string {
    return this.addConstant(dtype, shape, bytesOf(engineArray(data, dtype)));
  }

  /** A constant of any ONNX type. */
  addConstant(type: ElementType, dims: readonly number[], data: Uint8Array): string {
    const name = this.fresh('constant');
    this.constants.push({ name, type, dims, data });
    return name;
  }

  /** Tells the runtime a shape it cannot infer. */
  declare(name: string, type: DType, dims: Shape): void {
    this.values.push({ name, type, dims });
  }

  reshape(x: string, shape: Shape): string {
    return this.node('Reshape', [x, this.int64(shape)]);
  }

  cast(x: string, type: ElementType): string {
    return this.node('Cast', [x], { to: elementTypes[type] });
  }

  /** Runs `make` on a float32 view of `x`, for operators without a half-precision kernel. */
  inFloat32(x: string, dtype: DType, make: (x: string, dtype: DType) => string): string {
    return dtype === 'float16' ? this.cast(make(this.cast(x, 'float32'), 'float32'), 'float16') : make(x, dtype);
  }

  transpose(x: string, permutation: readonly number[]): string {
    return this.node('Transpose', [x], { perm: permutation });
  }
}

/** Marks a number as a float attribute. */
export function float(value: number): { readonly float: number } {
  return { float: value };
}

function toOnnx(attributes: PlainAttributes): { [name: string]: OnnxAttribute } {
  const out: { [name: string]: OnnxAttribute } = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name]!;
    if (typeof value === 'number') out[name] = { int: value };
    else if (typeof value === 'string') out[name] = { string: value };
    else if ('float' in value) out[name] = { float: value.float };
    else out[name] = { ints: value };
  }
  return out;
}

/** Host values in the representation the engine reads: half-precision bits for float16, single precision for floats. */
export function engineArray(
  data: HostArray | readonly number[],
  dtype: DType,
): Float32Array | Uint16Array | Int32Array | Uint8Array {
  if (dtype === 'float16') return encodeHalf(data);
  if (dtype === 'float32') return data instanceof Float32Array ? data : Float32Array.from(data);
  if (dtype === 'int32') return data instanceof Int32Array ? data : Int32Array.from(data);
  return data instanceof Uint8Array ? data : Uint8Array.from(data);
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
