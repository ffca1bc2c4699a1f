import { kaimingNormal, truncatedNormal } from '@saddlepoint/init';
import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  // README
  // [out, in], PyTorch's layout: the fan of the inputs is 784.
  const weight = kaimingNormal()(key(1), [512, 784]);
  // The same for a kernel stored as [height, width, in, out].
  const kernel = kaimingNormal({ axes: { input: -2, output: -1 } })(key(2), [3, 3, 32, 64]);
  const token = truncatedNormal({ std: 0.02, corrected: true })(key(3), [1000, 64]);
  const values = await weight.data();
  // end
  expect(values).toHaveLength(512 * 784);
  expect([kernel.shape, token.shape]).toEqual([
    [3, 3, 32, 64],
    [1000, 64],
  ]);
});
