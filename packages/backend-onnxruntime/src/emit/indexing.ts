import type { HostArray } from '@saddlepoint/tensor';
import { numberOf } from './attributes.js';
import type { Emit, Emitter, Operand } from './emitter.js';

const gather: Emit = (e, node, [x, indices]) =>
  e.node('Gather', [x!.name, positions(e, indices!)], { axis: numberOf(node, 'axis') });

const takeAlongAxis: Emit = (e, node, [x, indices]) =>
  e.node('GatherElements', [x!.name, positions(e, indices!)], { axis: numberOf(node, 'axis') });

/** ScatterND adds whole rows, so the axis is moved to the front and back. */
const scatterAdd: Emit = (e, node, [updates, indices]) => {
  const axis = numberOf(node, 'axis');
  const at = indices!.shape.length;
  const rank = updates!.shape.length;
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const where = e.cast(e.reshape(positions(e, indices!), [...indices!.shape, 1]), 'int64');
  return e.inFloat32(updates!.name, node.dtype, (values, dtype) => {
    const others = [...node.shape.slice(0, axis), ...node.shape.slice(axis + 1)];
    const rows =
      axis === 0
        ? values
        : e.transpose(values, [...range(axis, axis + at), ...range(0, axis), ...range(axis + at, rank)]);
    const zeros = e.zeros([node.shape[axis]!, ...others], dtype);
    const summed = e.node('ScatterND', [zeros, where, rows], { reduction: 'add' });
    if (axis === 0) return summed;
    return e.transpose(summed, [...range(1, axis + 1), 0, ...range(axis + 1, node.shape.length)]);
  });
};

const scatterAddAlongAxis: Emit = (e, node, [updates, indices]) =>
  e.inFloat32(updates!.name, node.dtype, (values, dtype) => {
    const operands = [e.zeros(node.shape, dtype), positions(e, indices!), values];
    return e.node('ScatterElements', operands, { axis: numberOf(node, 'axis'), reduction: 'add' });
  });

/** The indices such that the engine refuses negative ones too: as unsigned numbers they are far too large. */
function positions(e: Emitter, indices: Operand): string {
  if (!e.strictIndices || !mayBeNegative(e, indices)) return indices.name;
  return e.once(`positions ${indices.name}`, () => e.cast(e.cast(indices.name, 'uint32'), 'int64'));
}

const counting: ReadonlySet<string> = new Set(['iota', 'argmax', 'argsort', 'maxPoolIndices', 'searchSorted']);
const moving: ReadonlySet<string> = new Set(['reshape', 'transpose', 'broadcastTo', 'slice', 'flip', 'concat']);

/** Whether nothing in the graph shows that whole numbers start at 0. Without recursion, as a chain may be long. */
function mayBeNegative(e: Emitter, indices: Operand): boolean {
  const sources = new Set([indices.node]);
  for (const node of sources) {
    if (moving.has(node.op)) for (const i of node.inputs) sources.add(e.operand(i).node);
    else if (node.op === 'clip' && numberOf(node, 'min') >= 0) continue;
    else if (node.op === 'constant' && (node.attributes.data as HostArray).every((index) => index >= 0)) continue;
    else if (!counting.has(node.op)) return true;
  }
  return false;
}

export const indexing: Record<string, Emit> = { gather, takeAlongAxis, scatterAdd, scatterAddAlongAxis };
