import { key, mul } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../test/torch.js';
import type { Context } from './layer.js';
import { stateless } from './stateless.js';

test('a layer without parameters that sees input and context', async () => {
  const seen: (Context | undefined)[] = [];
  const twice = stateless((x, context) => {
    seen.push(context);
    return mul(x, 2);
  });
  const context = { training: true, key: key(0) };
  expect(twice.init(key(0))).toEqual({});
  expect(twice.children).toBeUndefined();
  const x = wave([3]);
  expect(await twice.apply({}, x, context).data()).toEqual(await mul(x, 2).data());
  twice.apply({}, x);
  expect(seen).toEqual([context, undefined]);
});
