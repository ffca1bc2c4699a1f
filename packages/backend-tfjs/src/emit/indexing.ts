import { type Shape, sizeOf } from '@saddlepoint/tensor';
import type { Emit, Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

type AxisAttributes = { axis: number };

const gather: Emit = (e, node, [x, indices]) => {
  const { axis } = node.attributes as AxisAttributes;
  const outer = sizeOf(x!.shape.slice(0, axis));
  const inner = sizeOf(x!.shape.slice(axis + 1));
  const flat = e.reshape(x!, [outer, x!.shape[axis]!, inner]);
  const at = e.reshape(indices!, [sizeOf(indices!.shape)]);
  const taken = e.run('GatherV2', { x: flat, indices: at }, { axis: 1, batchDims: 0 }, [outer, at.shape[0]!, inner]);
  return e.reshape(taken, node.shape);
};

/** Adds rows of updates [count, …] at `indices` [count] into zeros of `shape`. */
export function scatter(e: Emitter, updates: Value, indices: Value, shape: Shape): Value {
  const rows = e.reshape(indices, [sizeOf(indices.shape), 1]);
  return m.inFloats(e, updates, (floats) =>
    e.run('ScatterNd', { indices: rows, updates: floats }, { shape: [...shape] }, shape, floats.dtype),
  );
}

const scatterAdd: Emit = (e, node, [updates, indices]) => {
  const { axis } = node.attributes as AxisAttributes;
  const count = sizeOf(indices!.shape);
  const outer = sizeOf(node.shape.slice(0, axis));
  const inner = sizeOf(node.shape.slice(axis + 1));
  const flat = e.reshape(updates!, [outer, count, inner]);
  const rows = e.reshape(m.transpose(e, flat, [1, 0, 2]), [count, outer * inner]);
  const size = node.shape[axis]!;
  const sum = e.reshape(scatter(e, rows, indices!, [size, outer * inner]), [size, outer, inner]);
  return e.reshape(m.transpose(e, sum, [1, 0, 2]), node.shape);
};

/** Positions in a flat array with `size` entries along `axis`, for indices along that axis. */
function flatIndices(e: Emitter, indices: Value, axis: number, size: number): Value {
  const outer = sizeOf(indices.shape.slice(0, axis));
  const inner = sizeOf(indices.shape.slice(axis + 1));
  if (outer === 1 && inner === 1) return e.reshape(indices, [sizeOf(indices.shape)]);
  const starts = Int32Array.from(
    { length: outer * inner },
    (_, i) => Math.floor(i / inner) * size * inner + (i % inner),
  );
  const at = m.mul(e, e.reshape(indices, [outer, indices.shape[axis]!, inner]), inner);
  const start = e.once(`starts ${outer} ${size} ${inner}`, () => e.constant(starts, [outer, 1, inner], 'int32'));
  return e.reshape(m.add(e, at, start), [sizeOf(indices.shape)]);
}

const takeAlongAxis: Emit = (e, node, [x, indices]) => {
  const { axis } = node.attributes as AxisAttributes;
  const at = flatIndices(e, indices!, axis, x!.shape[axis]!);
  const flat = e.reshape(x!, [sizeOf(x!.shape)]);
  return e.reshape(e.run('GatherV2', { x: flat, indices: at }, { axis: 0, batchDims: 0 }, at.shape), node.shape);
};

const scatterAddAlongAxis: Emit = (e, node, [updates, indices]) => {
  const { axis, size } = node.attributes as AxisAttributes & { size: number };
  const at = flatIndices(e, indices!, axis, size);
  const flat = e.reshape(updates!, [sizeOf(updates!.shape)]);
  return e.reshape(scatter(e, flat, at, [sizeOf(node.shape)]), node.shape);
};

export const indexing: Record<string, Emit> = { gather, scatterAdd, takeAlongAxis, scatterAddAlongAxis };
