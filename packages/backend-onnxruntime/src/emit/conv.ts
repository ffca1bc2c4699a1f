import type { GraphNode } from '@saddlepoint/tensor';
import { numberOf, numbersOf, pairsOf } from './attributes.js';
import { convFilter } from './conv-filter.js';
import type { Emit, Emitter, Operand, PlainAttributes } from './emitter.js';

const conv: Emit = (e, node, operands) => convWith(e, node, operands);

/** The convolution of a `conv` node, plus a bias for each output channel if there is one. */
export function convWith(e: Emitter, node: GraphNode, [x, w]: readonly Operand[], bias?: string): string {
  const inputs = [x!.name, w!.name, ...(bias === undefined ? [] : [bias])];
  return e.node('Conv', inputs, windowAttributes(node));
}

const convInput: Emit = (e, node, [y, w]) => {
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

function windowAttributes(node: GraphNode): PlainAttributes {
  const padding = pairsOf(node, 'padding');
  return {
    strides: numbersOf(node, 'strides'),
    dilations: numbersOf(node, 'dilations'),
    pads: [...padding.map(([low]) => low), ...padding.map(([, high]) => high)],
    group: numberOf(node, 'groups'),
  };
}

export const convs: Record<string, Emit> = { conv, convInput, convFilter };
