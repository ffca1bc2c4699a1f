import { materialize, showShape, Tensor, tensor, tree } from '@saddlepoint/tensor';
import { CheckpointError } from './errors.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsEntry } from './safetensors/safetensors.js';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** What a checkpoint says about itself: configuration, position in the data, history. */
export type Metadata = { readonly [key: string]: Json };

export interface Checkpoint<T> {
  readonly tree: T;
  /** What was given when it was written; for a file of another program, the strings in its header. */
  readonly metadata: Metadata;
}

/** Nested objects and arrays of tensors, as the paths of a checkpoint say. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [key: string]: TensorTree };

const version = 1;
const [versionField, metadataField] = ['saddlepoint.version', 'saddlepoint.metadata'];

/**
 * A tree of tensors as a safetensors file in memory, each under its path (`layers.0.weight`), which PyTorch and others
 * read as well. Values come back bit for bit.
 *
 * @throws CheckpointError for a leaf that is not a tensor, two leaves of one path, or metadata JSON cannot hold.
 */
export async function encodeCheckpoint(state: unknown, metadata: Metadata = {}): Promise<Uint8Array> {
  const leaves = tree.flatten(state) as { path: string; leaf: unknown }[];
  const entries = leaves.map(({ path, leaf }) => {
    if (!(leaf instanceof Tensor)) {
      throw new CheckpointError(
        `'${path}' is not a tensor but ${typeof leaf}; numbers belong into the metadata, or wrap it: tensor(x)`,
      );
    }
    return { path, leaf };
  });
  checkJson(metadata, 'metadata');
  await materialize(entries.map(({ leaf }) => leaf));
  const arrays: SafetensorsEntry[] = [];
  for (const { path, leaf } of entries) {
    arrays.push({ name: path, dtype: leaf.dtype, shape: leaf.shape, data: await leaf.data() });
  }
  return encodeSafetensors({
    entries: arrays,
    metadata: { [versionField]: String(version), [metadataField]: JSON.stringify(metadata) },
  });
}

/** JSON.stringify writes NaN as null and leaves out undefined: both would come back as something else. */
function checkJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) value.forEach((entry, i) => checkJson(entry, `${path}.${i}`));
  else if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    for (const [key, entry] of Object.entries(value)) checkJson(entry, `${path}.${key}`);
  } else {
    throw new CheckpointError(
      `${path} is ${String(value)} (${typeof value}), which JSON cannot hold; write it as a string or null`,
    );
  }
}

/**
 * Reads a safetensors file in memory.
 *
 * @param like a tree that says what must be there: the result has its structure and types. Its values do not matter.
 *   Default: the structure that the paths tell, arrays where they count from 0.
 * @param name named in errors; default `checkpoint`.
 * @throws CheckpointError for a damaged file, one of a later version, or, with `like`, listing everything that is
 *   missing, unexpected, or of another shape or dtype.
 */
export function decodeCheckpoint(bytes: Uint8Array, like?: undefined, name?: string): Checkpoint<TensorTree>;
export function decodeCheckpoint<T>(bytes: Uint8Array, like: T, name?: string): Checkpoint<T>;
export function decodeCheckpoint(bytes: Uint8Array, like?: unknown, name = 'checkpoint'): Checkpoint<unknown> {
  const { entries, metadata } = decodeSafetensors(bytes, name);
  const tensors = new Map(
    // NaN in the weights of a diverged run must not keep anyone from looking at them.
    entries.map(({ name: path, data, shape, dtype }) => [path, tensor(data, { shape, dtype, allowNonFinite: true })]),
  );
  return {
    tree: like === undefined ? nest(tensors, name) : fill(like, tensors, name),
    metadata: readMetadata(metadata, name),
  };
}

function readMetadata(fields: Readonly<Record<string, string>>, name: string): Metadata {
  const { [versionField]: written, [metadataField]: text, ...others } = fields;
  if (written === undefined) return others;
  if (!/^\d+$/.test(written) || Number(written) > version) {
    throw new CheckpointError(
      `${name}: written as version ${written}; this is version ${version}: update @saddlepoint/train`,
    );
  }
  try {
    return JSON.parse(text ?? '') as Metadata;
  } catch (cause) {
    throw new CheckpointError(`${name}: the metadata are damaged`, { cause });
  }
}

/** `like` with the tensors of the file in place of its own. */
function fill(like: unknown, tensors: ReadonlyMap<string, Tensor>, name: string): unknown {
  const wanted = tree.flatten(like) as { path: string; leaf: unknown }[];
  const paths = new Set(wanted.map(({ path }) => path));
  const lists: [string, string[]][] = [
    ['missing', wanted.filter(({ path }) => !tensors.has(path)).map(({ path }) => path)],
    ['unexpected', [...tensors.keys()].filter((path) => !paths.has(path))],
    ['different', wanted.flatMap(({ path, leaf }) => difference(path, leaf, tensors.get(path)))],
  ];
  const problems = lists.filter(([, list]) => list.length > 0).map(([what, list]) => `${what}: ${list.join(', ')}`);
  if (problems.length > 0) throw new CheckpointError(`${name} does not fit; ${problems.join('; ')}`);
  return tree.map(like, (_, path) => tensors.get(path)!);
}

function difference(path: string, leaf: unknown, found: Tensor | undefined): string[] {
  if (!found || !(leaf instanceof Tensor)) return [];
  const show = (x: Tensor) => `${x.dtype} ${showShape(x.shape)}`;
  return show(leaf) === show(found) ? [] : [`${path} (${show(found)} in the file, ${show(leaf)} wanted)`];
}

type Branch = Map<string, Tensor | Branch>;

/** Paths as nested objects and arrays. */
function nest(tensors: ReadonlyMap<string, Tensor>, name: string): TensorTree {
  if (tensors.size === 1 && tensors.has('')) return tensors.get('')!;
  const root: Branch = new Map();
  for (const [path, leaf] of tensors) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let branch = root;
    for (const key of keys) {
      const next = branch.get(key) ?? new Map();
      if (next instanceof Tensor) throw new CheckpointError(`${name}: '${path}' lies below another tensor`);
      branch.set(key, next);
      branch = next;
    }
    if (branch.has(last)) throw new CheckpointError(`${name}: '${path}' lies above another tensor`);
    branch.set(last, leaf);
  }
  return toTree(root);
}

function toTree(branch: Branch): TensorTree {
  const entries = [...branch].map(([key, x]) => [key, x instanceof Tensor ? x : toTree(x)] as const);
  const object = Object.fromEntries(entries);
  const isArray = entries.length > 0 && entries.every((_, i) => Object.hasOwn(object, i));
  return isArray ? entries.map((_, i) => object[i]!) : object;
}
