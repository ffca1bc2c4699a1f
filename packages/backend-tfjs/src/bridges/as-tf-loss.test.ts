import { crossEntropy, mse } from '@saddlepoint/losses';
import type { Tensor } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { expectNoLeaks } from '../../test/leaks.js';
import { tfjs } from '../tfjs.js';
import { asTfLoss } from './as-tf-loss.js';

const backend = await tfjs(tf, { engine: 'cpu' });
const smooth = asTfLoss(backend, (logits: Tensor, labels: Tensor) => crossEntropy(logits, labels));
const logits = tf.tensor([[1, -0.5, 0.25]]);
const target = tf.tensor([[0.2, 0.5, 0.3]]);

/** −log softmax of the logits. */
const losses = (() => {
  const z = [1, -0.5, 0.25];
  const total = Math.log(z.reduce((sum, x) => sum + Math.exp(x), 0));
  return z.map((x) => total - x);
})();

describe('asTfLoss', () => {
  test('the value, and the derivative with respect to labels that tf.losses has wrong', () => {
    const expected = 0.2 * losses[0]! + 0.5 * losses[1]! + 0.3 * losses[2]!;
    expect(smooth(target, logits).dataSync()[0]).toBeCloseTo(expected, 5);
    const onLabels = tf
      .grad((y) => smooth(y, logits))(target)
      .dataSync();
    losses.forEach((loss, i) => {
      expect(onLabels[i]).toBeCloseTo(loss, 5);
    });
  });

  test('the second derivative through softmax: diag(p) − ppᵀ', () => {
    const hessianRow = tf.grad((z) =>
      tf
        .grad((y) => smooth(target, y))(z)
        .slice([0, 0], [1, 1])
        .sum(),
    )(logits);
    const p = losses.map((loss) => Math.exp(-loss));
    const expected = [p[0]! * (1 - p[0]!), -p[0]! * p[1]!, -p[0]! * p[2]!];
    hessianRow.dataSync().forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i]!, 5);
    });
  });

  test('trains a layers model, one number or one a sample', async () => {
    for (const loss of [asTfLoss(backend, mse), asTfLoss(backend, (y, t) => mse(y, t, { reduction: 'none' }))]) {
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros' })],
      });
      model.compile({ optimizer: tf.train.sgd(0.1), loss });
      const x = tf.tensor([
        [1, 0],
        [0, 1],
        [1, 1],
      ]);
      const y = tf.tensor([[2], [-1], [1]]);
      const { history } = await model.fit(x, y, { epochs: 80, batchSize: 3, verbose: 0 });
      expect(history.loss!.at(-1)).toBeLessThan(0.02);
      model.dispose();
      tf.dispose([x, y]);
    }
  });

  test('leaves no tensors behind', async () => {
    await expectNoLeaks(tf, () => smooth(target, logits).dispose());
    const gradient = tf.grad((z) => smooth(target, z));
    await expectNoLeaks(tf, () => gradient(logits).dispose());
    const { numTensors } = tf.memory();
    const own = asTfLoss(backend, mse);
    own(target, logits).dispose();
    own.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
