import { ArgumentError, isFloat, Tensor, tensor, tree } from '@saddlepoint/tensor';

/** All elements of a tree one after the other, in the order of `paths`, in double precision. */
export async function flattened(owner: string, params: unknown, paths: readonly string[]): Promise<Float64Array> {
  const leaves = new Map(tree.flatten(params).map(({ leaf, path }) => [path, leaf as unknown]));
  const parts = await Promise.all(
    paths.map((path) => {
      const x = leaves.get(path);
      if (x instanceof Tensor && isFloat(x.dtype)) return x.data();
      throw new ArgumentError(`${owner}: '${path || '(root)'}' is ${String(x)}; it must be a float tensor`);
    }),
  );
  const flat = new Float64Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}

/** The tree of which `flat` has the elements. */
export function unflattened<P>(like: P, flat: Float64Array): P {
  let at = 0;
  return tree.map(like, (leaf) => {
    const { shape, dtype, size } = leaf as Tensor;
    at += size;
    return tensor(flat.slice(at - size, at), { shape, dtype });
  }) as P;
}
