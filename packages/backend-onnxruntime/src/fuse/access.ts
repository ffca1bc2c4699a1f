import type { GraphNode } from '@saddlepoint/tensor';
import type { Kernel, KernelInput } from './kernel.js';

/**
 * How an operand goes through memory, for a loop in rows of `length` elements:
 * - `full`: one element for each of the loop;
 * - `scalar`: the same element always;
 * - `row`: one element for each row, or for several rows in turn;
 * - `cycle`: as many elements as some rows have, again and again;
 * - `table`: any elements, by address.
 */
export type Access = 'full' | 'scalar' | 'row' | 'cycle' | 'table';

export function accessOf({ repeat, count, table }: KernelInput, size: number): Access {
  if (table) return 'table';
  if (repeat * count === size && repeat === 1) return 'full';
  if (count === 1) return 'scalar';
  return repeat > 1 ? 'row' : 'cycle';
}

/** The longest row in which no operand changes the way it is read, and no result is due. */
function rowLength({ inputs, results, size }: Kernel): number {
  const limits = inputs.flatMap((input) => {
    const access = accessOf(input, size);
    return access === 'row' ? [input.repeat] : access === 'cycle' ? [input.count] : [];
  });
  limits.push(...results.flatMap(({ each }) => each ?? []));
  return limits.length > 0 ? limits.reduce(gcd) : size;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** What the function of a kernel is called with, besides the addresses: see `kernelFunction`. */
export function kernelArguments(kernel: Kernel): number[] {
  const length = rowLength(kernel);
  const perInput = kernel.inputs.flatMap((input) => {
    const access = accessOf(input, kernel.size);
    if (access === 'row') return [input.repeat / length, input.count];
    return access === 'cycle' ? [input.count / length] : [];
  });
  return [kernel.size, length, ...perInput, ...kernel.results.flatMap(({ each }) => each ?? [])];
}

/** What of a node's attributes its instructions depend on. */
function keyOf({ op, attributes }: GraphNode): unknown {
  if (op === 'clip') return [String(attributes.min), String(attributes.max)];
  return op === 'searchSorted' ? attributes : 0;
}

/** Equal for kernels that one function can run: sizes are arguments. */
export function kernelKey({ size, inputs, steps, results }: Kernel): string {
  return JSON.stringify([
    inputs.map((input) => [accessOf(input, size), input.dtype]),
    steps.map((s) =>
      'node' in s
        ? [s.node.op, keyOf(s.node), s.node.dtype, s.from, s.operands]
        : [Object.is(s.constant, -0) ? '-0' : String(s.constant), s.dtype],
    ),
    results.map((r) => [r.register, r.dtype, r.reduce ?? '', r.each !== undefined, String(r.filled)]),
  ]);
}
