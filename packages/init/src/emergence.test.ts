import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectNormalScale } from '../test/table.js';
import { emergence } from './emergence.js';

test('std ν √(2 / fanIn) with ν = (1 + ln layer / ln depth) / √fanIn', async () => {
  for (const [layer, depth, growth] of [
    [1, 5, 1],
    [2, 4, 1.5],
    [5, 5, 2],
  ] as const) {
    await expectNormalScale(emergence({ layer, depth }), [3, 16], (growth / 4) * Math.sqrt(2 / 16));
  }
  await expectNormalScale(emergence({ layer: 1, depth: 2, axes: { input: 0, output: 1 } }), [8, 3], Math.SQRT2 / 8);
});

test('wrong options are errors', () => {
  expect(() => emergence({ layer: 3, depth: 2 })).toThrow('emergence: layer 3 must be at most the depth 2');
  expect(() => emergence({ layer: 0, depth: 2 })).toThrow('emergence: layer 0 must be a whole number from 1 up');
  expect(() => emergence({ layer: 1, depth: 1 })).toThrow('emergence: depth 1 must be a whole number from 2 up');
  expect(() => emergence({ layer: 1, depth: 2 })(key(0), [5])).toThrow('shape [5] has no axis 1');
});
