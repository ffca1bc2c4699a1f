import { crossEntropy } from '@saddlepoint/losses';
import { argmax, avgPool, conv, maxPool, normal, sigmoid, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { expectNoLeaks } from '../../test/leaks.js';
import { tfjs } from '../tfjs.js';
import { asTfFunction } from './as-tf-function.js';

const backend = await tfjs(tf, { engine: 'cpu' });
const xTanh = asTfFunction(backend, (x: Tensor) => x.mul(tanh(x)));
const at = (x: number) => ({ t: Math.tanh(x), d: 1 - Math.tanh(x) ** 2 });

describe('asTfFunction', () => {
  test('takes and returns trees of tf.Tensors', () => {
    const both = asTfFunction(backend, (p: { a: Tensor; b: Tensor }, flip: boolean) => ({
      sum: p.a.add(p.b),
      list: [flip ? p.a.sub(p.b) : p.b.sub(p.a)],
    }));
    const [a, b] = [tf.tensor([1, 2]), tf.tensor([10, 20])];
    const { sum, list } = both({ a, b }, true);
    expect([...sum.dataSync()]).toEqual([11, 22]);
    expect([...list[0]!.dataSync()]).toEqual([-9, -18]);
    expect([...both({ a, b }, false).list[0]!.dataSync()]).toEqual([9, 18]);
  });

  test('first and second derivatives of x tanh x, where tfjs is silently wrong', () => {
    const x = tf.tensor([0.7, -1.2, 0]);
    const first = tf.grad((y) => xTanh(y));
    const second = tf.grad((y) => first(y).sum());
    const expected = [0.7, -1.2, 0].map((v) => [at(v).t + v * at(v).d, 2 * at(v).d * (1 - v * at(v).t)]);
    expectClose(
      first(x),
      expected.map(([f]) => f!),
    );
    expectClose(
      second(x),
      expected.map(([, f]) => f!),
    );
    const theirs = tf.grad((y: tf.Tensor) =>
      tf
        .grad((z: tf.Tensor) => z.mul(z.tanh()))(y)
        .sum(),
    );
    expect(Math.abs(theirs(x).dataSync()[0]! - expected[0]![1]!)).toBeGreaterThan(0.4);
  });

  test('third derivatives', () => {
    const third = tf.grad((a) =>
      tf
        .grad((b) =>
          tf
            .grad((c) => cube(c).sum())(b)
            .sum(),
        )(a)
        .sum(),
    );
    const cube = asTfFunction(backend, (x: Tensor) => x.mul(x).mul(x));
    expectClose(third(tf.tensor([2, 5])), [6, 6]);
  });

  test('a gradient penalty through convolution, pooling and softmax equals central differences', () => {
    const critic = asTfFunction(backend, (image: Tensor, filter: Tensor) => {
      const features = maxPool(sigmoid(conv(image, filter, { padding: 1 })), 2);
      return avgPool(features, 2).reshape([1, 3]).softmax().slice({ axis: 1, end: 1 }).sum();
    });
    const image = tf.randomNormal([1, 1, 4, 4], 0, 1, 'float32', 1);
    const filter = tf.randomNormal([3, 1, 3, 3], 0, 1, 'float32', 2);
    const penalty = (f: tf.Tensor) =>
      tf
        .grad((x: tf.Tensor) => critic(x, f))(image)
        .square()
        .sum();
    const gradient = tf.grad(penalty)(filter).dataSync();
    const values = filter.dataSync();
    for (const i of [0, 13, 26]) {
      const shifted = (by: number) => {
        const moved = Float32Array.from(values);
        moved[i]! += by;
        return penalty(tf.tensor(moved, [3, 1, 3, 3])).dataSync()[0]!;
      };
      const difference = (shifted(0.01) - shifted(-0.01)) / 0.02;
      expect(Math.abs(gradient[i]! - difference)).toBeLessThan(2e-4 + 0.02 * Math.abs(difference));
    }
  });

  test('several results, of several dtypes, inside of variableGrads and customGrad', () => {
    const w = tf.variable(
      tf.tensor([
        [1, 2],
        [3, 4],
      ]),
      true,
      'function-test/w',
    );
    const labels = tf.tensor([1], [1], 'int32');
    const classify = asTfFunction(backend, (weight: Tensor, x: Tensor, y: Tensor) => {
      const logits = x.matmul(weight);
      return { loss: crossEntropy(logits, y), logits, best: argmax(logits, 1) };
    });
    const x = tf.tensor([[0.5, -1]]);
    const { value, grads } = tf.variableGrads(() => {
      const { loss, logits, best } = classify(w, x, labels);
      expect(best.dtype).toBe('int32');
      return loss.add(logits.square().sum()) as tf.Scalar;
    });
    const [a, b] = [0.5 - 3, 1 - 4];
    const p = Math.exp(a) / (Math.exp(a) + Math.exp(b));
    expect(value.dataSync()[0]).toBeCloseTo(-Math.log(1 - p) + a * a + b * b, 4);
    const onLogits = [p + 2 * a, -p + 2 * b];
    expectClose(grads['function-test/w']!, [0.5 * onLogits[0]!, 0.5 * onLogits[1]!, -onLogits[0]!, -onLogits[1]!]);
    const halved = tf.customGrad((...given) => {
      const v = given[0] as tf.Tensor;
      return { value: xTanh(v), gradFunc: (dy: tf.Tensor) => dy.mul(xTanh(v)).mul(0.5) };
    });
    expectClose(tf.grad((v) => halved(v))(tf.tensor([0.7])), [0.35 * at(0.7).t]);
    w.dispose();
  });

  test('leaves no tensors behind, with and without derivatives', async () => {
    const x = tf.tensor([0.7, -1.2]);
    const first = tf.grad((y) => xTanh(y));
    const second = tf.grad((y) => first(y).sum());
    await expectNoLeaks(tf, () => xTanh(x).dispose());
    await expectNoLeaks(tf, () => tf.tidy(() => void xTanh(xTanh(x))));
    await expectNoLeaks(tf, () => first(x).dispose());
    await expectNoLeaks(tf, () => second(x).dispose());
    const { numTensors } = tf.memory();
    const shift = asTfFunction(backend, (y: Tensor) => y.add(tensor([3, 4])));
    shift(x).dispose();
    shift.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('says what it cannot take', () => {
    expect(() => xTanh(tensor([1]) as never)).toThrow('toTf makes one of a Tensor');
    const draws = asTfFunction(backend, (k: Tensor) => normal(k, [2]));
    expect(() => draws(tf.tensor([0, 1], [2], 'int32'))).toThrow();
  });
});

function expectClose(actual: tf.Tensor, expected: readonly number[]): void {
  const values = [...actual.dataSync()];
  expect(values).toHaveLength(expected.length);
  values.forEach((v, i) => {
    expect(v).toBeCloseTo(expected[i]!, 5);
  });
}
