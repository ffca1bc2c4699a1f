import { ArgumentError, showValue } from './errors.js';
import { showShape } from './shape.js';
import { Tensor } from './tensor.js';

/** Checks of arguments that packages share, each naming the function and the argument. */

/**
 * @param make how to write what is meant, for values that are there but in no tensor.
 * @throws ArgumentError unless `value` is a tensor.
 */
export function requireTensor(
  owner: string,
  name: string,
  value: unknown,
  make = 'tensor(values)',
): asserts value is Tensor {
  if (value instanceof Tensor) return;
  const given = typeof value === 'number' || Array.isArray(value) || ArrayBuffer.isView(value);
  throw new ArgumentError(
    `${owner}: ${name} must be a tensor, got ${showValue(value)}${given ? `; wrap it: ${make}` : ''}`,
  );
}

/** @throws ArgumentError unless `value` is a key: an int32 tensor [2], as `key`, `split` and `foldIn` make them. */
export function requireKey(owner: string, name: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor && value.dtype === 'int32' && value.rank === 1 && value.size === 2) return;
  const got = value instanceof Tensor ? `a tensor, ${value.dtype} ${showShape(value.shape)}` : showValue(value);
  const seed = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
  throw new ArgumentError(`${owner}: ${name} must be a key such as key(${seed}), got ${got}`);
}
