import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../test/models.js';
import { expectNormalScale } from '../test/table.js';
import { type T5Options, t5 } from './t5.js';

test('the deviations of the paper', async () => {
  await expectNormalScale(t5(), [3, 16], 1 / 4);
  await expectNormalScale(t5({ role: 'query', headSize: 4 }), [3, 16], 1 / 8);
  await expectNormalScale(t5({ role: 'embedding' }), [9, 4], 1);
  await expectNormalScale(t5({ axes: { input: 0, output: 1 } }), [4, 3], 1 / 2);
});

test.each(models.t5.rows)('$name as transformers draws it', async ({ name, shape, std }) => {
  const { headSize } = models.t5;
  const roles: Record<string, T5Options> = { query: { role: 'query', headSize }, embedding: { role: 'embedding' } };
  const draws = Array.from(await t5(roles[name] ?? {})(key(3), shape).data());
  const own = Math.sqrt(draws.reduce((sum, x) => sum + x * x, 0) / draws.length);
  expect(Math.abs(own / std - 1)).toBeLessThan(0.02);
});

test('wrong options are errors', () => {
  expect(() => t5({ role: 'key' as 'query' })).toThrow("t5: role 'key' is unknown; allowed: query, embedding, weight");
  expect(() => t5({ role: 'query' })).toThrow('t5: headSize undefined must be a whole number from 1 up');
  expect(() => t5({ headSize: 8 })).toThrow("t5: headSize 8 belongs to the role 'query'; 'weight' has none");
  expect(() => t5()(key(0), [5])).toThrow('shape [5] has no axis 1');
});
