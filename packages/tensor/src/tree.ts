import { TreeError } from './errors.js';

/**
 * Trees are nested arrays and plain objects; everything else is a leaf (tensors above all). `undefined` stands for no
 * leaf, so a tree with holes keeps its structure: {@link partition} makes such trees, {@link merge} fills them.
 */
export type Tree<Leaf> = Leaf | undefined | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

/** Same structure, other leaves. */
export type MapTree<T, To> = T extends undefined
  ? undefined
  : T extends readonly unknown[]
    ? { [K in keyof T]: MapTree<T[K], To> }
    : IsBranch<T> extends true
      ? { [K in keyof T]: MapTree<T[K], To> }
      : To;

/** The leaves' type. */
export type LeafOf<T> = T extends undefined
  ? never
  : T extends readonly (infer E)[]
    ? LeafOf<E>
    : IsBranch<T> extends true
      ? LeafOf<T extends T[keyof T] ? Exclude<T[keyof T], T> : T[keyof T]>
      : T;
// A type that contains itself, such as `interface State { [name: string]: Tensor | State }`, is opened once.

// Class instances (tensors, typed arrays) are leaves: they carry a symbol-keyed tag or methods; plain objects do not.
type IsBranch<T> = T extends object
  ? T extends { readonly [Symbol.toStringTag]: string } | ((...args: never[]) => unknown)
    ? false
    : true
  : false;

/** Whether a tree goes on below `x`. */
export function isBranch(x: unknown): x is Record<string, unknown> | unknown[] {
  if (Array.isArray(x)) return true;
  if (typeof x !== 'object' || x === null) return false;
  const prototype = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

const join = (path: string, key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`);

/** The leaves in order, each with its path, such as `blocks.0.attention.query.weight`. */
export function flatten<T>(tree: T): { path: string; leaf: LeafOf<T> }[] {
  const out: { path: string; leaf: LeafOf<T> }[] = [];
  const visit = (x: unknown, path: string): void => {
    if (x === undefined) return;
    if (!isBranch(x)) out.push({ path, leaf: x as LeafOf<T> });
    else for (const [key, child] of Object.entries(x)) visit(child, join(path, key));
  };
  visit(tree, '');
  return out;
}

/** The leaves in order. */
export function leaves<T>(tree: T): LeafOf<T>[] {
  return flatten(tree).map(({ leaf }) => leaf);
}

/** A tree of the same structure with `fn(leaf, path)` for each leaf. */
export function map<T, To>(tree: T, fn: (leaf: LeafOf<T>, path: string) => To): MapTree<T, To> {
  const visit = (x: unknown, path: string): unknown => {
    if (x === undefined) return undefined;
    if (!isBranch(x)) return fn(x as LeafOf<T>, path);
    if (Array.isArray(x)) return x.map((child, i) => visit(child, join(path, i)));
    return Object.fromEntries(Object.entries(x).map(([key, child]) => [key, visit(child, join(path, key))]));
  };
  return visit(tree, '') as MapTree<T, To>;
}

/**
 * A tree of the first one's structure with `fn(a, b, path)` for the leaves at each path.
 *
 * @param owner named in errors.
 * @param second what the second tree is, for errors.
 * @throws TreeError listing the paths that are missing from, or unexpected in, the second tree.
 */
export function zip<A, B, To>(
  a: A,
  b: B,
  fn: (a: LeafOf<A>, b: LeafOf<B>, path: string) => To,
  owner = 'zip',
  second = 'the second tree',
): MapTree<A, To> {
  const others = new Map(flatten(b).map(({ path, leaf }) => [path, leaf]));
  const paths = new Set(flatten(a).map(({ path }) => path));
  const missing = [...paths].filter((path) => !others.has(path));
  const unexpected = [...others.keys()].filter((path) => !paths.has(path));
  const found = differences(missing, unexpected);
  if (found !== '') throw new TreeError(`${owner}: the trees differ; ${found} (in ${second})`);
  return map(a, (leaf, path) => fn(leaf, others.get(path)!, path));
}

/** What a tree lacks and what it has too much, for an error; empty if that is nothing. */
export function differences(missing: readonly string[], unexpected: readonly string[]): string {
  const show = (paths: readonly string[]) =>
    paths
      .slice(0, 8)
      .map((p) => p || '(root)')
      .join(', ') + (paths.length > 8 ? ` and ${paths.length - 8} more` : '');
  const parts = [
    ...(missing.length > 0 ? [`missing: ${show(missing)}`] : []),
    ...(unexpected.length > 0 ? [`unexpected: ${show(unexpected)}`] : []),
  ];
  return parts.join('; ');
}

/** The leaf at each path that satisfies `predicate`, and the others: two trees with holes. */
export function partition<T>(
  tree: T,
  predicate: (leaf: LeafOf<T>, path: string) => boolean,
): [PartialTree<T>, PartialTree<T>] {
  const keep = (wanted: boolean) => map(tree, (leaf, path) => (predicate(leaf, path) === wanted ? leaf : undefined));
  return [keep(true) as PartialTree<T>, keep(false) as PartialTree<T>];
}

/** A tree in which any leaf may be missing. */
export type PartialTree<T> = MapTree<T, LeafOf<T> | undefined>;

/**
 * The union of trees of one structure in which each leaf is present in exactly one: undoes {@link partition}.
 *
 * @throws TreeError for a leaf present twice.
 */
export function merge<T>(...trees: readonly T[]): T {
  const visit = (parts: readonly unknown[], path: string): unknown => {
    const present = parts.filter((x) => x !== undefined);
    if (present.length <= 1) return present[0];
    if (!present.every(isBranch)) throw new TreeError(`merge: '${path || '(root)'}' is present in more than one tree`);
    const keys = [...new Set(present.flatMap((x) => Object.keys(x)))];
    const entries = keys.map((key) => [
      key,
      visit(
        present.map((x) => (x as Record<string, unknown>)[key]),
        join(path, key),
      ),
    ]);
    return Array.isArray(present[0]) ? entries.map(([, x]) => x) : Object.fromEntries(entries);
  };
  return visit(trees, '') as T;
}
