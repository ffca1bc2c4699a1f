import { type AxisRange, concat, type Shape, slice, type Tensor, tree } from '@saddlepoint/tensor';

/** Each tensor with an axis of more than `most` elements as `{ block0, block1, … }` of at most that along every axis. */
export function splitBlocks<P>(params: P, most: number): P {
  return tree.map(params, (leaf) => {
    const x = leaf as Tensor;
    if (x.shape.every((size) => size <= most)) return x;
    return Object.fromEntries(rangesOf(x.shape, most).map((ranges, i) => [`block${i}`, slice(x, ranges)]));
  }) as P;
}

/** What {@link splitBlocks} cut, whole again; `like` is the tree it was given. */
export function joinBlocks<P>(blocks: unknown, like: P, most: number): P {
  const found = new Map(tree.flatten(blocks).map(({ path, leaf }) => [path, leaf as Tensor]));
  return tree.map(like, (leaf, path) => {
    const { shape } = leaf as Tensor;
    const whole = found.get(path);
    if (whole) return whole;
    let parts = rangesOf(shape, most).map((_, i) => found.get(`${path === '' ? '' : `${path}.`}block${i}`)!);
    // The last axis varies fastest, so it is put together first.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const pieces = Math.ceil(shape[axis]! / most);
      const groups = Array.from({ length: parts.length / pieces }, (_, k) => parts.slice(k * pieces, (k + 1) * pieces));
      parts = groups.map((group) => (group.length === 1 ? group[0]! : concat(group, axis)));
    }
    return parts[0]!;
  }) as P;
}

/** The ranges of all blocks, those along the last axis next to each other. */
function rangesOf(shape: Shape, most: number): AxisRange[][] {
  return shape.reduce<AxisRange[][]>(
    (blocks, size, axis) =>
      blocks.flatMap((ranges) =>
        Array.from({ length: Math.ceil(size / most) }, (_, k) => [
          ...ranges,
          { axis, start: k * most, end: Math.min(size, (k + 1) * most) },
        ]),
      ),
    [[]],
  );
}
