import { reference } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { writings } from '../test/backends.js';
import { train } from '../test/training.js';

test.each(writings)('training a small network gives what the reference backend gives, in %s', async (_, make) => {
  const backend = await make();
  const losses = await train(backend);
  const expected = await train(reference());
  expect(expected.at(-1)).toBeLessThan(expected[0]!);
  losses.forEach((loss, i) => {
    expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-5);
  });
  await backend.dispose();
});
