import { expect, test } from 'vitest';
import { expectNormalScale } from '../test/table.js';
import { depthScaled } from './depth-scaled.js';
import { lecunNormal } from './lecun-normal.js';
import { normal } from './normal.js';

test('GPT-2: 0.02 / √(2 · layers)', async () => {
  await expectNormalScale(depthScaled(normal({ std: 0.02 }), 24), [6, 5], 0.02 / Math.sqrt(24));
});

test('fans reach the scheme', async () => {
  const scheme = depthScaled(lecunNormal(), 4);
  await expectNormalScale((key, shape) => scheme(key, shape, { fanIn: 4, fanOut: 1 }), [7], 0.25);
});

test('wrong arguments are errors', () => {
  expect(() => depthScaled(normal(), 0)).toThrow('depthScaled: additions 0 must be a whole number from 1 up');
  expect(() => depthScaled('normal' as never, 2)).toThrow(
    "depthScaled: initializer must be an initializer such as zeros(), got 'normal'",
  );
});
