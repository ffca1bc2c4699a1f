import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { models } from '../test/models.js';
import { expectNormalScale } from '../test/table.js';
import { fixup } from './fixup.js';

test('He over the outputs times branches^(−1 / (2m − 2))', async () => {
  // The reference's ResNet-20: nine branches of two layers, √(2 / (out · 9)) · 9^(−1/2).
  await expectNormalScale(fixup({ branches: 9 }), [16, 4, 3, 3], Math.sqrt(2 / (16 * 9)) / 3);
  await expectNormalScale(fixup({ branches: 16, layers: 3 }), [8, 5], Math.sqrt(2 / 8) / 2);
});

test.each(models.fixup)('$shape in a network of $branches branches as the official code', async (row) => {
  await expectNormalScale(fixup({ branches: row.branches }), row.shape, row.std);
});

test('wrong options are errors', () => {
  expect(() => fixup({ branches: 0 })).toThrow('fixup: branches 0 must be a whole number from 1 up');
  expect(() => fixup({ branches: 1, layers: 1 })).toThrow('fixup: layers 1 must be a whole number from 2 up');
  expect(() => fixup({ branches: 1 })(key(0), [5])).toThrow('shape [5] has no axis 1');
  expect(() => fixup({ depth: 1 } as never)).toThrow("fixup: unknown option 'depth'");
});
