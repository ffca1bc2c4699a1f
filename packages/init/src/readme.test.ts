import {
  depthScaled,
  initialize,
  kaimingNormal,
  lecunNormal,
  orthogonal,
  propagation,
  spectrum,
  stacked,
  truncatedNormal,
  zeros,
} from '@saddlepoint/init';
import { key, matmul, normal, ones, type Tensor, tanh } from '@saddlepoint/tensor';
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

test('the second example of the README runs', async () => {
  const pair = (rows: number) => ({ weight: ones([rows, 4]), bias: ones([rows]) });
  const model = { init: () => ({ blocks: [{ qkv: pair(12), out: pair(4) }], head: pair(2) }) };
  const data = normal(key(3), [8, 4]);
  // README
  const params = initialize(
    model, // a layer, or a tree of parameters
    [
      ['**.weight', lecunNormal()],
      ['**.bias', zeros()],
      ['blocks.*.qkv.weight', stacked(3, orthogonal())],
      ['blocks.*.out.weight', depthScaled(lecunNormal(), 2)],
    ],
    key(4),
  );
  const { conditionNumber, stableRank } = await spectrum(params.blocks[0]!.out.weight);
  const layers = params.blocks.map((p) => (x: Tensor) => tanh(matmul(x, p.out.weight, { transposeB: true })));
  const signals = await propagation(layers, data, key(5)); // variance, dead units, correlation, gradient by depth
  // end
  expect([conditionNumber, stableRank].every(Number.isFinite)).toBe(true);
  expect(signals).toHaveLength(2);
});
