import { ArgumentError, Tensor, tree } from '@saddlepoint/tensor';
import type { TfjsBackend } from '../tfjs.js';
import { Differentiable } from './internal/differentiable.js';
import { namespaceOf, type TfTensor } from './internal/namespace.js';
import { signatureOf, standIn } from './internal/program.js';

/** The same tree with tensors of tfjs. */
export type ToTf<T> = T extends Tensor
  ? TfTensor
  : T extends readonly unknown[] | { readonly [key: string]: unknown }
    ? { [K in keyof T]: ToTf<T[K]> }
    : T;

/** A function on trees of tensors of tfjs. */
export interface TfFunction<Args extends unknown[], R> {
  (...args: { [K in keyof Args]: ToTf<Args[K]> }): ToTf<R>;
  /** Frees the constants that the engine holds for it. */
  dispose(): void;
}

interface Entry {
  readonly operation: Differentiable;
  /** What the function returned when it was traced: its tensors are replaced by values at each call. */
  result: unknown;
}

/**
 * A function of ours as one of tfjs: it takes and returns `tf.Tensor`s (trees of them), at once and without copies.
 *
 * Inside of `tf.grads`, `tf.variableGrads`, `tf.customGrad` and `optimizer.minimize` it has the right derivatives, of the
 * second order and beyond too, where operations of tfjs are silently wrong (tanh, sigmoid, exp, softmax) or have none
 * (filters of convolutions, pooling). Like an operation of tfjs it can be called in a `tidy`. It is compiled once for each
 * combination of shapes and dtypes; numbers, strings and booleans among the arguments are part of the program.
 *
 * @param fn a pure function of trees of tensors. It may not draw random numbers: pass those.
 * @throws whatever `fn` throws for shapes and dtypes that do not fit; ArgumentError for what is no `tf.Tensor`.
 */
export function asTfFunction<Args extends unknown[], R>(
  backend: TfjsBackend,
  fn: (...args: Args) => R,
): TfFunction<Args, R> {
  const tf = namespaceOf(backend);
  const isTf = (leaf: unknown): leaf is TfTensor => leaf instanceof tf.Tensor;
  const entries = new Map<string, Entry>();

  const entryFor = (args: unknown): Entry => {
    const leaves: readonly { path: string; leaf: unknown }[] = tree.flatten(args);
    const signature = leaves.map(
      ({ path, leaf }) => `${path}: ${isTf(leaf) ? signatureOf([leaf]) : staticOf(leaf, path)}`,
    );
    const key = signature.join('\n');
    let entry = entries.get(key);
    if (!entry) {
      entry = { operation: new Differentiable(backend, onLists), result: undefined };
      entries.set(key, entry);
    }
    return entry;

    function onLists(inputs: readonly Tensor[]): Tensor[] {
      let i = 0;
      const result = fn(...(tree.map(args, (leaf: unknown) => (isTf(leaf) ? inputs[i++]! : leaf)) as unknown as Args));
      entry!.result = tree.map(result, (leaf: unknown) => (leaf instanceof Tensor ? standIn(leaf as never) : leaf));
      return tree.leaves(result).filter((leaf: unknown) => leaf instanceof Tensor) as Tensor[];
    }
  };

  const call = (...args: { [K in keyof Args]: ToTf<Args[K]> }): ToTf<R> => {
    const entry = entryFor(args);
    const inputs = (tree.leaves(args) as readonly unknown[]).filter(isTf);
    const outputs = entry.operation.call(inputs);
    return tree.map(entry.result, (leaf: unknown) => (leaf instanceof Tensor ? outputs.shift()! : leaf)) as ToTf<R>;
  };

  return Object.assign(call, {
    dispose(): void {
      for (const { operation } of entries.values()) operation.dispose();
      entries.clear();
    },
  });
}

/** @throws ArgumentError for what cannot be part of a program. */
function staticOf(leaf: unknown, path: string): string {
  if (leaf === null || ['string', 'boolean', 'number'].includes(typeof leaf)) return `${typeof leaf} ${leaf}`;
  const fix = leaf instanceof Tensor ? '; toTf makes one of a Tensor' : '';
  throw new ArgumentError(
    `asTfFunction: argument ${path} is ${String(leaf)}; expected tf.Tensors, numbers, strings or booleans${fix}`,
  );
}
