import {
  ArgumentError,
  DTypeError,
  isFloat,
  type Match,
  matcherOf,
  requireTensor,
  ShapeError,
  showShape,
  showValue,
  Tensor,
  tree,
} from '@saddlepoint/tensor';

/** A range of numbers, in words and as a test. */
export interface Allowed {
  readonly text: string;
  readonly test: (x: number) => boolean;
}
export const positive: Allowed = { text: 'a finite number above 0', test: (x) => x > 0 && Number.isFinite(x) };
export const nonNegative: Allowed = { text: 'a finite number from 0 up', test: (x) => x >= 0 && Number.isFinite(x) };
export const fraction: Allowed = { text: 'from 0 to 1', test: (x) => x >= 0 && x <= 1 };
export const rateBelowOne: Allowed = { text: 'from 0 up to, but not including, 1', test: (x) => x >= 0 && x < 1 };
export const count: Allowed = { text: 'a whole number from 1 up', test: (x) => Number.isSafeInteger(x) && x >= 1 };
export const countOrNone: Allowed = {
  text: 'a whole number from 0 up',
  test: (x) => Number.isSafeInteger(x) && x >= 0,
};

/** @throws ArgumentError unless `value` is an allowed number. */
export function requireNumber(owner: string, name: string, value: number, { text, test }: Allowed): number {
  if (typeof value === 'number' && test(value)) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} must be ${text}`);
}

/** @throws ArgumentError for a switch that is given and is neither true nor false. */
export function requireFlag(owner: string, name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} must be true or false`);
}

/** @throws ArgumentError unless `value` is a function. */
export function requireFunction(owner: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new ArgumentError(`${owner}: ${name} must be a function, got ${showValue(value)}`);
}

/** @param parts what an object is expected to hold. @throws ArgumentError for what is no object. */
export function requireParts(owner: string, value: unknown, parts: string): void {
  if (Object.prototype.toString.call(value) === '[object Object]') return;
  throw new ArgumentError(`${owner}: expected { ${parts} }, got ${showValue(value)}`);
}

/** @throws ArgumentError unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(owner: string, name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new ArgumentError(`${owner}: ${name} ${showValue(value)} is unknown; allowed: ${allowed.join(', ')}`);
}

/** @throws ArgumentError for what is no tensor; DTypeError for one that is not float. */
export function requireFloat(owner: string, name: string, x: unknown): asserts x is Tensor {
  requireTensor(owner, name, x);
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`${owner}: ${name} of dtype ${x.dtype} must be float: ${name}.cast('float32')`);
  }
}

/** @throws as {@link requireFloat}; ShapeError unless x is [batch, channels, height, width]. */
export function requireImages(owner: string, x: unknown): asserts x is Tensor {
  requireFloat(owner, 'images', x);
  if (x.rank === 4 && x.size > 0) return;
  throw new ShapeError(`${owner}: images ${showShape(x.shape)} must be [batch, channels, height, width], not empty`);
}

/** How many samples there are. @throws as {@link requireFloat}; ShapeError unless they are [batch, ...], two or more. */
export function requireSamples(owner: string, samples: unknown): number {
  requireFloat(owner, 'samples', samples);
  const [count] = samples.shape;
  if (count !== undefined && count >= 2 && samples.size > 0) return count;
  throw new ShapeError(
    `${owner}: samples ${showShape(samples.shape)} must be [batch, ...] with two samples or more, not empty`,
  );
}

/** @throws ShapeError unless both have one shape. */
export function requireSameShape(owner: string, names: readonly [string, string], a: Tensor, b: Tensor): void {
  if (a.rank === b.rank && a.shape.every((d, i) => d === b.shape[i])) return;
  const shapes = `${showShape(a.shape)} and ${showShape(b.shape)}`;
  throw new ShapeError(`${owner}: ${names[0]} and ${names[1]} have different shapes, ${shapes}`);
}

/** The leaves of a tree of parameters that `match` names. */
export interface Weight {
  readonly path: string;
  readonly weight: Tensor;
}

/** The test that `match` stands for. @throws ArgumentError for another kind of match. */
export function requireMatch(owner: string, match: Match = '**.weight') {
  const isNamed = matcherOf(match);
  if (isNamed) return isNamed;
  throw new ArgumentError(
    `${owner}: match ${showValue(match)} must be a pattern of paths, a regular expression or a function`,
  );
}

/**
 * The weights that `match` names; by default every leaf called `weight` with two axes or more.
 *
 * @throws ArgumentError for another kind of match, one that names nothing, or a leaf that is no tensor; DTypeError for a
 *   weight that is not float.
 */
export function weightsOf(owner: string, params: unknown, match: Match | undefined): Weight[] {
  const isNamed = requireMatch(owner, match);
  const leaves = tree.flatten(params) as { leaf: unknown; path: string }[];
  const found = leaves.flatMap(({ leaf, path }) => {
    if (!(leaf instanceof Tensor)) throw new ArgumentError(`${owner}: '${path || '(root)'}' is no tensor`);
    if (!isNamed(leaf, path) || (match === undefined && leaf.rank < 2)) return [];
    requireFloat(owner, `'${path || '(root)'}'`, leaf);
    return [{ path, weight: leaf }];
  });
  if (found.length > 0) return found;
  if (leaves.length === 0) throw new ArgumentError(`${owner}: there are no parameters`);
  const what = match === undefined ? 'there is no leaf named weight with two axes or more' : 'match names none';
  const have = leaves.map(({ path }) => path || '(root)').slice(0, 8);
  throw new ArgumentError(`${owner}: ${what}; the leaves are ${have.join(', ')}`);
}

/** The tree with other tensors at some paths. */
export function replaceAt<P>(params: P, replaced: ReadonlyMap<string, Tensor>): P {
  return tree.map(params, (leaf, path) => replaced.get(path) ?? leaf) as P;
}
