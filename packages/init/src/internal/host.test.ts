import { compile, foldIn, GraphError, key, normal, reference, split, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { valuesNow } from './host.js';

test('the values that would be computed later', async () => {
  const x = normal(foldIn(split(key(3))[1], 4), [2, 3]);
  const now = Array.from(valuesNow('f', x));
  expect(now).toEqual(Array.from(await x.data()));
  expect(Array.from(valuesNow('f', x))).toEqual(now);
});

test('what is not known yet is an error', async () => {
  const f = compile(reference(), (k: Tensor) => {
    valuesNow('f', normal(k, [2]));
    return k;
  });
  await expect(f(key(0))).rejects.toThrow(GraphError);
});
