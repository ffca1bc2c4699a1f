import { compile, key, normal, reference, type Tensor, tensor, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { itemsOf } from '../../test/items.js';
import { sampleDiversity } from './sample-diversity.js';

test('distances by hand', async () => {
  // A triangle with sides 3, 4 and 5.
  const corners = tensor([
    [0, 0],
    [3, 0],
    [0, 4],
  ]);
  const { distance, nearest, duplicates } = await itemsOf(sampleDiversity(corners));
  expect(distance).toBeCloseTo(4, 5);
  expect(nearest).toBeCloseTo(10 / 3, 5);
  expect(duplicates).toBe(0);
});

test('repeated samples are found far from the origin too', async () => {
  const samples = tensor([
    [1000, 1000],
    [1000, 1000],
    [1003, 1000],
    [1000, 1004],
  ]);
  const { duplicates } = await itemsOf(sampleDiversity(samples));
  expect(duplicates).toBe(0.5);
});

test('spread samples, a generator that repeats eight of them, and total collapse', async () => {
  const run = compile(reference(), (x: Tensor) => sampleDiversity(x));
  const spread = normal(key(1), [64, 2, 4]);
  const eight = normal(key(2), [1, 8, 2, 4]).broadcastTo([8, 8, 2, 4]).reshape([64, 2, 4]);
  const free = await itemsOf(await run(spread));
  const few = await itemsOf(await run(spread.mul(1e-3).add(eight)));
  expect([free.duplicates, few.duplicates]).toEqual([0, 1]);
  expect(few.nearest! / free.nearest!).toBeLessThan(1e-2);
  expect(few.distance! / free.distance!).toBeGreaterThan(0.5);
  expect(await itemsOf(await run(zeros([64, 2, 4])))).toEqual({ distance: 0, nearest: 0, duplicates: 1 });
});

test('bad input', () => {
  expect(() => sampleDiversity(zeros([1, 3]))).toThrow('samples [1, 3] must be [batch, ...] with two samples or more');
  expect(() => sampleDiversity(zeros([4, 3], 'int32'))).toThrow('samples of dtype int32 must be float');
  expect(() => sampleDiversity(zeros([4, 3]), { tolerance: -1 })).toThrow('tolerance -1 must be');
});
