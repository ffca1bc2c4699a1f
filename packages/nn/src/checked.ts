import {
  ArgumentError,
  checkOptions,
  requireKey,
  requireTensor,
  SaddlepointError,
  showValue,
  Tensor,
  TreeError,
} from '@saddlepoint/tensor';
import type { Context, Layer } from './layer.js';

/** The same layer, which refuses in its own name a key, parameters, an input or a context that are none. */
export function checked<P>(owner: string, layer: Layer<P>): Layer<P> {
  return {
    ...layer,
    init(key) {
      requireKey(`${owner}: init`, 'key', key);
      return layer.init(key);
    },
    apply(params, x, context) {
      requireTensor(owner, 'input', x);
      checkContext(owner, context);
      // A layer without children checks its parameters one by one.
      if (layer.children) requireBranch(owner, params);
      return layer.apply(params, x, context);
    },
  };
}

/** A misspelt `training` would silently give an evaluation pass. */
function checkContext(owner: string, context: Context | undefined): void {
  checkOptions(`${owner}: context`, context, ['training', 'key', 'state']);
  const { training, key } = context ?? {};
  if (training !== undefined && typeof training !== 'boolean') {
    throw new ArgumentError(`${owner}: context: training must be true or false, got ${showValue(training)}`);
  }
  if (key !== undefined) requireKey(`${owner}: context`, 'key', key);
}

function requireBranch(owner: string, params: unknown): void {
  if (typeof params === 'object' && params !== null && !(params instanceof Tensor)) return;
  throw new TreeError(`${owner}: parameters are ${showValue(params)}; pass what init(key) gave`);
}

/** `layer` applied inside another one. What it throws says in which place: `sequential: layer 2: linear: …`. */
export function applyChild<P>(place: string, layer: Layer<P>, params: P, x: Tensor, context?: Context): Tensor {
  try {
    return layer.apply(params, x, context);
  } catch (error) {
    if (error instanceof SaddlepointError) {
      const { message } = error;
      error.message = `${place}: ${message}`;
      // What an uncaught error prints.
      error.stack = error.stack?.replace(message, () => error.message);
    }
    throw error;
  }
}

/** @throws ArgumentError unless `value` is a layer: one that is made by a call has to be called. */
export function requireLayer(owner: string, name: string, value: unknown): asserts value is Layer {
  const { init, apply } = (value ?? {}) as { [K in keyof Layer]?: unknown };
  if (typeof init === 'function' && typeof apply === 'function') return;
  const fix = Array.isArray(value)
    ? '; give the layers one by one: sequential(...layers)'
    : typeof value === 'function'
      ? '; call it, as in relu()'
      : '';
  throw new ArgumentError(`${owner}: ${name} must be a layer, got ${showValue(value)}${fix}`);
}
