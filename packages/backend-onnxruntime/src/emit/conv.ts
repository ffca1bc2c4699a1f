import type { GraphNode } from '@saddlepoint/tensor';
import { numberOf, numbersOf, pairsOf } from './attributes.js';
import { blockedConv, type Image } from './blocked-conv.js';
import { convFilter } from './conv-filter.js';
import type { Emit, Emitter, Operand } from './emitter.js';

const conv: Emit = (e, node, operands) => convWith(e, node, operands);

/** The convolution of a `conv` node, plus a bias for each output channel if there is one. */
export function convWith(e: Emitter, node: GraphNode, [x, w]: readonly Operand[], bias?: string): string {
  return convolved(e, x!, w!, windowAttributes(node), bias);
}

function convolved(e: Emitter, x: Image, w: Image, attributes: WindowAttributes, bias?: string): string {
  const inputs = [x.name, w.name, ...(bias === undefined ? [] : [bias])];
  return blockedConv(e, x, w, attributes, bias) ?? e.node('Conv', inputs, attributes);
}

const convInput: Emit = (e, node, [y, w]) => {
  if (isFasterFlipped(node, y!, w!)) return flippedConv(e, node, y!, w!);
  const strides = numbersOf(node, 'strides');
  const padding = pairsOf(node, 'padding');
  const dilations = numbersOf(node, 'dilations');
  // What the strides leave over at the end of an axis: positions no window starts at.
  const output_padding = numbersOf(node, 'spatial').map((size, i) => {
    const reach = (y!.shape[2 + i]! - 1) * strides[i]! + dilations[i]! * (w!.shape[2 + i]! - 1) + 1;
    return size + padding[i]![0] + padding[i]![1] - reach;
  });
  return e.node('ConvTranspose', [y!.name, w!.name], { ...windowAttributes(node), output_padding });
};

/** Fewer positions than this are not worth a rearranged copy of the filters: 8 images of 8 × 8 lose, 16 win. */
const MANY_POSITIONS = 1024;

/**
 * Whether the input gradient pays as a convolution of y. ConvTranspose adds up a window for each input channel, Conv
 * reads one for each output channel: with 64 of those it takes 9.1 instead of 12.2 ms for 32 input channels and 7.4
 * instead of 6.8 for 16.
 */
function isFasterFlipped(node: GraphNode, y: Operand, w: Operand): boolean {
  const [outChannels, perGroup] = w.shape as [number, number];
  const [batch, , ...positions] = y.shape as [number, number, ...number[]];
  return (
    numbersOf(node, 'strides').every((stride) => stride === 1) &&
    flippedPadding(node, w).every(([low, high]) => low >= 0 && high >= 0) &&
    outChannels / numberOf(node, 'groups') <= 2 * perGroup &&
    positions.reduce((a, b) => a * b, batch) >= MANY_POSITIONS
  );
}

/** What an axis of y needs on either side for a window at every position of the input. */
function flippedPadding(node: GraphNode, w: Operand): [number, number][] {
  const dilations = numbersOf(node, 'dilations');
  return pairsOf(node, 'padding').map(([low, high], i) => {
    const reach = dilations[i]! * (w.shape[2 + i]! - 1);
    return [reach - low, reach - high];
  });
}

/** The input gradient with stride 1: a convolution with every filter turned round and the channels exchanged. */
function flippedConv(e: Emitter, node: GraphNode, y: Operand, w: Operand): string {
  const groups = numberOf(node, 'groups');
  const [outChannels, perGroup, ...kernel] = w.shape as [number, number, ...number[]];
  const axes = kernel.map((_, i) => 2 + i);
  const minus = e.int64(kernel.map(() => -1));
  const ends = e.int64(kernel.map((size) => -size - 1));
  const turned = e.node('Slice', [w.name, minus, ends, e.int64(axes), minus]);
  const grouped = e.reshape(turned, [groups, outChannels / groups, perGroup, ...kernel]);
  const exchanged = e.transpose(grouped, [0, 2, 1, ...axes.map((axis) => 1 + axis)]);
  const shape = [groups * perGroup, outChannels / groups, ...kernel];
  const filters = { name: e.reshape(exchanged, shape), shape, dtype: w.dtype };
  const padding = flippedPadding(node, w);
  const pads = [...padding.map(([low]) => low), ...padding.map(([, high]) => high)];
  return convolved(e, y, filters, { ...windowAttributes(node), pads });
}

type WindowAttributes = ReturnType<typeof windowAttributes>;

function windowAttributes(node: GraphNode) {
  const padding = pairsOf(node, 'padding');
  return {
    strides: numbersOf(node, 'strides'),
    dilations: numbersOf(node, 'dilations'),
    pads: [...padding.map(([low]) => low), ...padding.map(([, high]) => high)],
    group: numberOf(node, 'groups'),
  };
}

export const convs: Record<string, Emit> = { conv, convInput, convFilter };
