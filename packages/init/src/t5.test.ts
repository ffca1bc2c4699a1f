import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectNormalScale } from '../test/table.js';
import { t5 } from './t5.js';

test('the deviations of the paper', async () => {
  await expectNormalScale(t5(), [3, 16], 1 / 4);
  await expectNormalScale(t5({ role: 'query', headSize: 4 }), [3, 16], 1 / 8);
  await expectNormalScale(t5({ role: 'embedding' }), [9, 4], 1);
  await expectNormalScale(t5({ axes: { input: 0, output: 1 } }), [4, 3], 1 / 2);
});

test('wrong options are errors', () => {
  expect(() => t5({ role: 'key' as 'query' })).toThrow("t5: role 'key' is unknown; allowed: query, embedding, weight");
  expect(() => t5({ role: 'query' })).toThrow('t5: headSize undefined must be a whole number from 1 up');
  expect(() => t5({ headSize: 8 })).toThrow("t5: headSize 8 belongs to the role 'query'; 'weight' has none");
  expect(() => t5()(key(0), [5])).toThrow('shape [5] has no axis 1');
});
