import { constant } from '@saddlepoint/init';
import { conv2d, flatten, layerNorm, linear, relu, sequential } from '@saddlepoint/nn';
import { key, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { everyWeight, standardInits } from './init-schemes.js';

const network = sequential(conv2d(1, 2, 3), relu(), flatten(), layerNorm(8), linear(8, 3));

test('every weight gets the initialiser of its place, every bias zeros, scales stay', async () => {
  const params = await everyWeight(({ layer, depth }) => constant(10 * layer + depth))(network, key(1));
  const entries = tree.flatten(params) as { path: string; leaf: Tensor }[];
  const firsts = await Promise.all(entries.map(async ({ path, leaf }) => [path, (await leaf.data())[0]]));
  expect(Object.fromEntries(firsts)).toEqual({
    '0.weight': 12,
    '0.bias': 0,
    '3.weight': 1,
    '3.bias': 0,
    '4.weight': 22,
    '4.bias': 0,
  });
});

test('networks without biases, and without weights', () => {
  const bare = linear(2, 2, { bias: false });
  expect(tree.flatten(everyWeight(() => constant(1))(bare, key(0))).map(({ path }) => path)).toEqual(['weight']);
  expect(() => everyWeight(() => constant(1))(layerNorm(3), key(0))).toThrow('everyWeight: the network has no weights');
});

test('the standard ones differ, and fit kernels and a single layer', async () => {
  const seen = new Set<string>();
  for (const scheme of Object.values(standardInits())) {
    const leaves = tree.leaves(scheme(network, key(1))) as Tensor[];
    seen.add(String(await leaves[0]!.data()));
    expect(() => scheme(linear(2, 2), key(0))).not.toThrow();
  }
  expect(seen.size).toBe(Object.keys(standardInits()).length);
});
