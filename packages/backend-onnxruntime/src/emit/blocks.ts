import { sizeOf } from '@saddlepoint/tensor';
import { numberOf } from './attributes.js';
import type { Emit } from './emitter.js';
import { reductions } from './reduce.js';

/** What fuse/blocks.ts puts in place of longer ways to write it, where no kernel computes it after all. */

const maxOfEach: Emit = (e, node, [x]) => {
  const [count, rows, size] = [numberOf(node, 'count'), sizeOf(node.shape), sizeOf(x!.shape)];
  const pads = e.int64([0, rows * count - size]);
  const filled = e.node('Pad', [e.reshape(x!.name, [size]), pads, e.scalar(numberOf(node, 'value'), node.dtype)]);
  const block = { ...x!, name: e.reshape(filled, [rows, count]), shape: [rows, count] };
  const largest = reductions.max!(e, { ...node, attributes: { axes: [1], keepDims: false } }, [block]);
  return e.reshape(largest, node.shape);
};

const repeatEach: Emit = (e, node, [x]) => {
  const [count, each] = [sizeOf(x!.shape), numberOf(node, 'count')];
  const rows = e.node('Expand', [e.reshape(x!.name, [count, 1]), e.int64([count, each])]);
  const flat = e.reshape(rows, [count * each]);
  return e.node('Slice', [flat, e.int64([0]), e.int64([sizeOf(node.shape)]), e.int64([0]), e.int64([1])]);
};

export const blocks: Record<string, Emit> = { maxOfEach, repeatEach };
