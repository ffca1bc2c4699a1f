import type { WindowOptions } from '@saddlepoint/tensor';
import * as tensor from '@saddlepoint/tensor';
import { requireCount } from './layer.js';
import { stateless } from './stateless.js';

type Sizes = number | readonly number[];

function check(owner: string, kernel: Sizes, window: WindowOptions): void {
  tensor.checkOptions(owner, window, ['strides', 'padding', 'dilations']);
  for (const size of typeof kernel === 'number' ? [kernel] : kernel) requireCount(owner, 'kernel', size);
}

/**
 * Maximum over windows of [N, C, ...spatial]; strides default to the kernel.
 *
 * @param kernel window size, one number or one per spatial axis.
 */
export function maxPool(kernel: Sizes, window: WindowOptions = {}) {
  check('maxPool', kernel, window);
  return stateless((x) => tensor.maxPool(x, kernel, window), 'maxPool');
}

/**
 * Mean over windows of [N, C, ...spatial]; strides default to the kernel; padding counts as zeros.
 *
 * @param kernel window size, one number or one per spatial axis.
 */
export function avgPool(kernel: Sizes, window: WindowOptions = {}) {
  check('avgPool', kernel, window);
  return stateless((x) => tensor.avgPool(x, kernel, window), 'avgPool');
}
