import { GraphError } from '@saddlepoint/tensor';
import { PbfWriter } from 'pbf';
import {
  BLOCKED_DOMAIN,
  CONTRIB_DOMAIN,
  elementTypes,
  IR_VERSION,
  type OnnxAttribute,
  type OnnxConstant,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
  OPSET,
} from './model.js';

/** Constants from this size on are copied once, straight into the file, instead of through the protobuf writer. */
const LARGE = 1 << 14;

/** Protobuf's limit on a message. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * The bytes of an ONNX file (`ModelProto`). Field numbers are those of `onnx.proto`.
 *
 * @throws GraphError if the model exceeds the 2 GB protobuf allows.
 */
export function encodeModel(model: OnnxModel, producer: { name: string; version: string }): Uint8Array {
  const large = model.constants.filter((c) => c.data.byteLength >= LARGE);
  const small = model.constants.filter((c) => c.data.byteLength < LARGE);
  const body = new PbfWriter();
  for (const node of model.nodes) body.writeMessage(1, writeNode, node);
  body.writeStringField(2, 'saddlepoint');
  for (const constant of small) body.writeMessage(5, writeConstant, constant);
  for (const value of model.inputs) body.writeMessage(11, writeValue, value);
  for (const value of model.outputs) body.writeMessage(12, writeValue, value);
  for (const value of model.values) body.writeMessage(13, writeValue, value);
  const graph = [body.finish(), ...large.flatMap(constantChunks)];

  const head = new PbfWriter();
  head.writeVarintField(1, IR_VERSION);
  head.writeStringField(2, producer.name);
  head.writeStringField(3, producer.version);
  head.writeMessage(8, writeOpset, { domain: '', version: OPSET });
  for (const domain of [CONTRIB_DOMAIN, BLOCKED_DOMAIN]) {
    if (model.nodes.some((node) => node.domain === domain)) head.writeMessage(8, writeOpset, { domain, version: 1 });
  }
  for (const [key, value] of Object.entries(model.metadata ?? {})) head.writeMessage(14, writePair, { key, value });
  head.writeVarint((7 << 3) | 2);
  head.writeVarint(totalLength(graph));
  return join([head.finish(), ...graph]);
}

/** A graph's `initializer` field whose data is the caller's own array: header, then data. */
function constantChunks(constant: OnnxConstant): Uint8Array[] {
  const inner = new PbfWriter();
  writeConstantHeader(constant, inner);
  inner.writeVarint((9 << 3) | 2);
  inner.writeVarint(constant.data.byteLength);
  const header = inner.finish();
  const outer = new PbfWriter();
  outer.writeVarint((5 << 3) | 2);
  outer.writeVarint(header.byteLength + constant.data.byteLength);
  return [outer.finish(), header, constant.data];
}

function totalLength(chunks: readonly Uint8Array[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  if (length > MAX_BYTES - 4096) {
    throw new GraphError(
      `onnx: the model has ${(length / 2 ** 30).toFixed(2)} GiB, the format allows 2 GiB; ` +
        'pass the large constants as arguments of the compiled function instead of closing over them',
    );
  }
  return length;
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(totalLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return out;
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const name of node.inputs) pbf.writeStringField(1, name);
  for (const name of node.outputs) pbf.writeStringField(2, name);
  pbf.writeStringField(4, node.op);
  for (const name of Object.keys(node.attributes)) {
    pbf.writeMessage(5, writeAttribute, { name, value: node.attributes[name]! });
  }
  if (node.domain !== '') pbf.writeStringField(7, node.domain);
}

function writeAttribute({ name, value }: { name: string; value: OnnxAttribute }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, 1);
  } else if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, 2);
  } else if ('string' in value) {
    pbf.writeStringField(4, value.string);
    pbf.writeVarintField(20, 3);
  } else {
    for (const int of value.ints) pbf.writeVarintField(8, int);
    pbf.writeVarintField(20, 7);
  }
}

function writeConstantHeader({ name, type, dims }: OnnxConstant, pbf: PbfWriter): void {
  for (const d of dims) pbf.writeVarintField(1, d);
  pbf.writeVarintField(2, elementTypes[type]);
  pbf.writeStringField(8, name);
}

function writeConstant(constant: OnnxConstant, pbf: PbfWriter): void {
  writeConstantHeader(constant, pbf);
  pbf.writeBytesField(9, constant.data);
}

function writeValue(value: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(2, value.sequence ? writeSequence : writeType, value);
}

function writeSequence(value: OnnxValue, pbf: PbfWriter): void {
  pbf.writeMessage(4, (element, sequence) => sequence.writeMessage(1, writeType, element), value);
}

function writeType(value: OnnxValue, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ type, dims }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeVarintField(1, elementTypes[type]);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: readonly number[], pbf: PbfWriter): void {
  for (const d of dims) pbf.writeMessage(1, (size, dim) => dim.writeVarintField(1, size), d);
}

function writeOpset({ domain, version }: { domain: string; version: number }, pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, version);
}

function writePair({ key, value }: { key: string; value: string }, pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}
