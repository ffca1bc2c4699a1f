import {
  ArgumentError,
  DTypeError,
  foldIn,
  isFloat,
  type Shape,
  ShapeError,
  sameShape,
  showShape,
  Tensor,
  TreeError,
  tree,
} from '@saddlepoint/tensor';
import type { StatePass } from './state.js';

/** What a layer may need besides parameters and input. */
export interface Context {
  /** Whether this is a training pass: dropout and the like act only then. Default false. */
  training?: boolean;
  /** Randomness for this pass; containers give each child a key of its own. */
  key?: Tensor;
  /** What layers remember from pass to pass; `applyWithState` puts it here. */
  state?: StatePass;
}

/**
 * A layer is a plain object: it makes its parameters, a tree of tensors, and is applied to parameters and an input. It
 * holds no tensors itself, so one layer serves any number of parameter trees.
 */
export interface Layer<Params = unknown> {
  /** First parameters, from a key that is used for nothing else. */
  init(key: Tensor): Params;
  /** The output for an input x. Shapes are documented with each layer. */
  apply(params: Params, x: Tensor, context?: Context): Tensor;
  /** The layers inside, under the names their parameters have in the tree. */
  readonly children?: { readonly [name: string]: Layer };
  /** First state of a layer that remembers something from pass to pass, without that of its children. */
  state?(): { readonly [name: string]: Tensor };
}

/** The parameters of a layer. */
export type ParamsOf<L> = L extends Layer<infer P> ? P : never;

/** Parameters of a layer that has none. */
export type NoParams = Record<string, never>;

/**
 * The context of a container's `index`-th child: same mode, a key and state of its own.
 *
 * @param name the child's name in `children`, where that is not its index.
 */
export function childContext(context: Context | undefined, index: number, name = `${index}`): Context | undefined {
  if (!context) return context;
  const { key, state } = context;
  return { ...context, ...(key && { key: foldIn(key, index) }), ...(state && { state: state.child(name) }) };
}

/** @throws ArgumentError unless `value` is a whole number from 1 up. */
export function requireCount(owner: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ArgumentError(`${owner}: ${name} ${value} must be a whole number from 1 up`);
  }
}

/**
 * What a layer was given as its parameters has to be what it would have made: a bias of one number would broadcast, and one
 * that is missing would go unnoticed.
 *
 * @throws TreeError listing missing and unexpected names; ShapeError for a parameter of another shape.
 */
export function checkParameters(owner: string, params: unknown, shapes: { readonly [name: string]: Shape }): void {
  const given: { readonly [name: string]: unknown } = { ...(params as object | undefined) };
  const missing = Object.keys(shapes).filter((name) => !(given[name] instanceof Tensor));
  const unexpected = Object.keys(given).filter((name) => given[name] !== undefined && !(name in shapes));
  const found = tree.differences(missing, unexpected);
  if (found !== '') throw new TreeError(`${owner}: parameters: ${found}`);
  for (const [name, shape] of Object.entries(shapes)) {
    const { shape: got } = given[name] as Tensor;
    if (!sameShape(got, shape)) {
      throw new ShapeError(`${owner}: parameter '${name}' ${showShape(got)} must be ${showShape(shape)}`);
    }
  }
}

/** @throws DTypeError unless the input is float, and the parameters of its dtype. */
export function checkInput(owner: string, x: Tensor, params: object): void {
  const tensors = Object.entries(given(params)) as [string, Tensor][];
  if (!isFloat(x.dtype)) {
    const float = tensors.map(([, p]) => p.dtype).find(isFloat) ?? 'float32';
    throw new DTypeError(`${owner}: input is ${x.dtype}, but must be float; cast it: x.cast('${float}')`);
  }
  for (const [name, p] of tensors) {
    if (p.dtype === x.dtype) continue;
    const fix = isFloat(p.dtype) ? 'cast one of them' : 'load or cast it as a float';
    throw new DTypeError(`${owner}: input is ${x.dtype}, but parameter '${name}' ${p.dtype}; ${fix}`);
  }
}

/** @throws ArgumentError unless `value` is a function: an initializer is called to be made, as in `zeros()`. */
export function requireInitializer(owner: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  const hint = name === 'bias' ? ', or false for no bias' : '';
  throw new ArgumentError(`${owner}: ${name} ${String(value)} must be an initializer such as zeros()${hint}`);
}

/** Options without those left undefined, so that defaults apply. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}
