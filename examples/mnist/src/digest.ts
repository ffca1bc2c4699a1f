import { createHash } from 'node:crypto';
import { materialize, type Tensor, tree } from '@saddlepoint/tensor';

/** Sixteen hexadecimal digits that stand for every bit of a tree of tensors and their paths. */
export async function digestOf(params: unknown): Promise<string> {
  const hash = createHash('sha256');
  await materialize(params);
  for (const { path, leaf } of tree.flatten(params) as { path: string; leaf: Tensor }[]) {
    hash.update(`${path} ${leaf.dtype} ${leaf.shape}\n`);
    const { buffer, byteOffset, byteLength } = await leaf.data();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}
