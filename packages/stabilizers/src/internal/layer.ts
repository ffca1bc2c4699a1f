import { ArgumentError, requireKey, showValue, type Tensor } from '@saddlepoint/tensor';

/** A layer's view of what it remembers from pass to pass, as `@saddlepoint/nn` hands it over. */
export interface StateView {
  read(name: string): Tensor;
  write(name: string, value: Tensor): void;
  child(name: string): StateView;
  readonly cumulative: boolean;
}

/** What a pass knows besides parameters and input, as in `@saddlepoint/nn`. */
export interface PassContext {
  /** Whether this is a training pass. Default false. */
  training?: boolean;
  /** Randomness for this pass, fresh each step. */
  key?: Tensor;
  state?: StateView;
}

/** The shape of the layers of `@saddlepoint/nn`, so that wrappers take those and any other object of that shape. */
export interface LayerLike<Params = unknown> {
  init(key: Tensor): Params;
  apply(params: Params, x: Tensor, context?: PassContext): Tensor;
  readonly children?: { readonly [name: string]: LayerLike };
  state?(): { readonly [name: string]: Tensor };
}

/** @throws ArgumentError unless `value` is a layer. */
export function requireLayer(owner: string, value: unknown): asserts value is LayerLike {
  const { init, apply } = (value ?? {}) as { [K in keyof LayerLike]?: unknown };
  if (typeof init === 'function' && typeof apply === 'function') return;
  throw new ArgumentError(`${owner}: expected a layer with init and apply, got ${showValue(value)}`);
}

/** A layer's own part of the structure: what is inside it, and what it remembers. */
export function insideOf(layer: LayerLike): Pick<LayerLike, 'children' | 'state'> {
  return {
    ...(layer.children && { children: layer.children }),
    ...(layer.state && { state: () => layer.state!() }),
  };
}

/** The key of a training pass. @throws ArgumentError when there is none. */
export function requireNoise(owner: string, { key }: PassContext): Tensor {
  if (key === undefined) {
    throw new ArgumentError(
      `${owner}: training needs randomness; pass { training: true, key } with a fresh key each step`,
    );
  }
  requireKey(owner, 'key', key);
  return key;
}
