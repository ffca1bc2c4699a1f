import util from 'node:util';
import { mse } from '@saddlepoint/losses';
import { linear, relu, sequential } from '@saddlepoint/nn';
import { adamw, applyUpdates } from '@saddlepoint/optimizers';
import { compile, key, normal, type Tensor, valueAndGrad } from '@saddlepoint/tensor';
import type { Scalar } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { asTfFunction } from '../src/bridges/as-tf-function.js';
import { asTfOptimizer } from '../src/bridges/as-tf-optimizer.js';
import type { TfjsNodePackage } from '../src/node-binding.js';
import { tfjs } from '../src/tfjs.js';
import { testOutcome } from './engine.js';
import { builtTfjsNode } from './tfjs-node.js';

/** What has to hold for each of the two packages. They share a global of tfjs: one test file each. */
export function testTfjsNode(name: TfjsNodePackage): void {
  const tf = builtTfjsNode(name);

  describe.skipIf(!tf)(name, () => {
    testOutcome(tf!, 'tensorflow');

    test('runs on libtensorflow', () => {
      expect(tf!.getBackend()).toBe('tensorflow');
      expect([...tf!.tensor([1, 2]).add(1).dataSync()]).toEqual([2, 3]);
    });

    test('converts what Node 23 and later took util.isNullOrUndefined from', () => {
      expect([...tf!.oneHot([1], 2).dataSync()]).toEqual([0, 1]);
      expect(tf!.concat([tf!.ones([1]), tf!.zeros([1])]).shape).toEqual([2]);
    });

    test('tfjs() puts that back too, for who imports the package', async () => {
      const node = util as { isNullOrUndefined?: unknown };
      delete node.isNullOrUndefined;
      await tfjs(tf!);
      expect([...tf!.oneHot([1], 2).dataSync()]).toEqual([0, 1]);
    });

    test('a compiled step learns, stays on the device, and leaves no tensors behind', async () => {
      const backend = await tfjs(tf!);
      const model = sequential(linear(4, 16), relu(), linear(16, 1));
      const optimizer = adamw({ learningRate: 0.05 });
      const step = compile(
        backend,
        (params: ReturnType<typeof model.init>, state: ReturnType<typeof optimizer.init>, x: Tensor) => {
          const target = x.mul(x).sum(1, { keepDims: true });
          const [loss, grads] = valueAndGrad((p: typeof params) => mse(model.apply(p, x), target))(params);
          const { updates, state: next } = optimizer.update(grads, state, params);
          return { params: applyUpdates(params, updates), state: next, loss };
        },
        { donate: [0, 1] },
      );
      const x = normal(key(2), [32, 4]);
      let params = model.init(key(1));
      let state = optimizer.init(params);
      const losses: number[] = [];
      const counts: number[] = [];
      for (let i = 0; i < 40; i++) {
        const result = await step(params, state, x);
        ({ params, state } = result);
        losses.push(await result.loss.item());
        result.loss.dispose();
        counts.push(tf!.memory().numTensors);
      }
      expect(losses.at(-1)!).toBeLessThan(losses[0]! / 4);
      expect(new Set(counts.slice(1)).size).toBe(1);
    });

    test('the bridges: an optimizer that tfjs drives, and second derivatives', async () => {
      const backend = await tfjs(tf!);
      const xTanh = asTfFunction(backend, (x: Tensor) => x.mul(x.tanh()));
      const second = tf!.grad((x) =>
        tf!
          .grad((y) => xTanh(y))(x)
          .sum(),
      )(tf!.tensor([0.7]));
      const t = Math.tanh(0.7);
      expect(second.dataSync()[0]).toBeCloseTo(2 * (1 - t * t) * (1 - 0.7 * t), 5);
      const x = tf!.variable(tf!.tensor([3, -4]));
      const optimizer = asTfOptimizer(backend, adamw({ learningRate: 0.1, weightDecay: 0 }));
      for (let i = 0; i < 100; i++) optimizer.minimize(() => x.square().sum() as Scalar);
      expect(Math.max(...x.abs().dataSync())).toBeLessThan(0.2);
    });
  });
}
