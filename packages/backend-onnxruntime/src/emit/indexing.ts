import { numberOf } from './attributes.js';
import type { Emit } from './emitter.js';

const gather: Emit = (e, node, [x, indices]) =>
  e.node('Gather', [x!.name, indices!.name], { axis: numberOf(node, 'axis') });

const takeAlongAxis: Emit = (e, node, [x, indices]) =>
  e.node('GatherElements', [x!.name, indices!.name], { axis: numberOf(node, 'axis') });

/** ScatterND adds whole rows, so the axis is moved to the front and back. */
const scatterAdd: Emit = (e, node, [updates, indices]) => {
  const axis = numberOf(node, 'axis');
  const at = indices!.shape.length;
  const rank = updates!.shape.length;
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const where = e.cast(e.reshape(indices!.name, [...indices!.shape, 1]), 'int64');
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
    const operands = [e.zeros(node.shape, dtype), indices!.name, values];
    return e.node('ScatterElements', operands, { axis: numberOf(node, 'axis'), reduction: 'add' });
  });

export const indexing: Record<string, Emit> = { gather, takeAlongAxis, scatterAdd, scatterAddAlongAxis };
