import { type Tensor, tree } from '@saddlepoint/tensor';

/** The numbers of a tree of scalars, by their paths. */
export async function itemsOf(scalars: unknown): Promise<Record<string, number>> {
  const leaves = tree.flatten(scalars) as { path: string; leaf: Tensor }[];
  return Object.fromEntries(
    await Promise.all(leaves.map(async ({ path, leaf }) => [path, await leaf.item()] as const)),
  );
}
