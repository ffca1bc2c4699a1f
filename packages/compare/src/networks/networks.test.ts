import { parameterCount } from '@saddlepoint/nn';
import { key, normal, type Tensor, tree } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { cnn } from './cnn.js';
import { mlp } from './mlp.js';
import { visionTransformer } from './vision-transformer.js';

const shape = [3, 8, 8] as const;
const x = normal(key(1), [2, ...shape]);

test.each([
  ['mlp', mlp({ shape, classes: 5, hidden: [7] }), 192 * 7 + 7 + 7 * 5 + 5],
  ['mlp, linear', mlp({ shape, classes: 5, hidden: [] }), 192 * 5 + 5],
  ['cnn', cnn({ shape, classes: 5, channels: [4], hidden: 6 }), 4 * 27 + 4 + 64 * 6 + 6 + 35],
  ['visionTransformer', visionTransformer({ shape, classes: 5, width: 8, heads: 2, layers: 1 }), undefined],
])('%s: pictures to logits', async (_, network, parameters) => {
  const params = network.init(key(2));
  if (parameters) expect(parameterCount(params)).toBe(parameters);
  const logits = network.apply(params, x);
  expect(logits.shape).toEqual([2, 5]);
  expect((await logits.data()).every(Number.isFinite)).toBe(true);
});

test('the transformer knows where a patch is', async () => {
  const network = visionTransformer({ shape, classes: 5, width: 8, heads: 2, layers: 1 });
  const params = network.init(key(2));
  const flipped = await network.apply(params, x.transpose([0, 1, 3, 2])).data();
  expect(flipped).not.toEqual(await network.apply(params, x).data());
  const positions = (tree.flatten(params) as { path: string; leaf: Tensor }[]).find(({ path }) =>
    /position/.test(path),
  );
  expect(positions!.leaf.shape).toEqual([4, 8]);
});

test('pictures that do not fit are errors', () => {
  expect(() => cnn({ shape: [1, 6, 6], classes: 2 })).toThrow('cnn: shape [1, 6, 6] cannot be halved 2 times');
  expect(() => visionTransformer({ shape: [1, 6, 6], classes: 2 })).toThrow(
    'visionTransformer: patch 4 does not divide the picture [1, 6, 6]',
  );
  expect(() => mlp({ shape, classes: 2, width: 3 } as never)).toThrow("mlp: unknown option 'width'");
});
