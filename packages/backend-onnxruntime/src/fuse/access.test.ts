import { expect, test } from 'vitest';
import { accessOf, kernelArguments, kernelKey } from './access.js';
import type { Kernel, KernelInput } from './kernel.js';

const input = (repeat: number, count: number): KernelInput => ({ value: 0, dtype: 'float32', repeat, count });

test.each([
  [input(1, 12), 'full'],
  [input(12, 1), 'scalar'],
  [input(3, 4), 'row'],
  [input(1, 4), 'cycle'],
  [{ ...input(1, 12), table: true as const }, 'table'],
])('%o in a loop of 12 is %s', (operand, access) => {
  expect(accessOf(operand, 12)).toBe(access);
});

const loop = (size: number, ...inputs: KernelInput[]): Kernel => ({ size, inputs, steps: [], results: [] });

test('rows are as long as no operand changes the way it is read', () => {
  expect(kernelArguments(loop(24, input(1, 24), input(6, 4)))).toEqual([24, 6, 1, 4]);
  expect(kernelArguments(loop(24, input(1, 8), input(6, 4)))).toEqual([24, 2, 4, 3, 4]);
});

test('loops that differ in their sizes only share a function', () => {
  expect(kernelKey(loop(24, input(6, 4)))).toBe(kernelKey(loop(40, input(10, 4))));
  expect(kernelKey(loop(24, input(6, 4)))).not.toBe(kernelKey(loop(24, input(1, 4))));
});
