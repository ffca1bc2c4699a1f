import { readFileSync } from 'node:fs';
import * as losses from '@saddlepoint/losses';
import { crossEntropy, mse } from '@saddlepoint/losses';
import { tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  // README
  const logits = tensor([
    [2, 0, -1],
    [0, 1, 3],
  ]);
  const labels = tensor([0, 2], { dtype: 'int32' });
  const [loss, gradient] = valueAndGrad((z: typeof logits) => crossEntropy(z, labels, { labelSmoothing: 0.1 }))(logits);
  console.log(await loss.item(), await gradient.data());
  const error = mse(tensor([1, 2]), tensor([0, 4]), { reduction: 'sum' });
  console.log(await error.item()); // 5
  // end
  expect(await error.item()).toBe(5);
});

test('everything exported has its place in a table', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(Object.keys(losses).filter((name) => !new RegExp(`^\\|.*\`${name}\\(`, 'm').test(readme))).toEqual([]);
});
