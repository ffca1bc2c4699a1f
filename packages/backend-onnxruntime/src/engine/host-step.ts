import {
  type GraphNode,
  type HostArray,
  hostArray,
  primitives,
  type Shape,
  sizeOf,
  type Value,
} from '@saddlepoint/tensor';
import { engineArray } from '../emit/emitter.js';
import { OrtBuffer, type Owner, valuesOf } from './buffer.js';

/** Computes one value on the host, from operands wherever they are. */
export async function runOnHost(
  owner: Owner,
  node: GraphNode,
  operands: readonly { readonly buffer: OrtBuffer; readonly shape: Shape }[],
  inMemory: boolean,
): Promise<OrtBuffer> {
  const values = await Promise.all(
    operands.map(async ({ buffer, shape }) => ({ shape, dtype: buffer.dtype, data: await valuesOf(buffer) })),
  );
  return bufferOf(owner, node, primitives.get(node.op)!.kernel(values, node.attributes, node), inMemory);
}

/** Zeros in place of a value that this run does not need. */
export function placeholder(owner: Owner, value: Value, inMemory: boolean): OrtBuffer {
  return bufferOf(owner, value, hostArray(value.dtype, sizeOf(value.shape)), inMemory);
}

function bufferOf(owner: Owner, { dtype, shape }: Value, data: HostArray, inMemory: boolean): OrtBuffer {
  const buffer = new OrtBuffer(owner, dtype, shape, new owner.ort.Tensor(dtype, engineArray(data, dtype), shape));
  if (inMemory) buffer.block();
  return buffer;
}
