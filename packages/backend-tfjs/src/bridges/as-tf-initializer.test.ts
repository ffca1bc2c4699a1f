import { deltaOrthogonal, kaimingNormal, orthogonal, xavierUniform, zeros } from '@saddlepoint/init';
import { foldIn, key, transpose } from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { tfjs } from '../tfjs.js';
import { type AsTfInitializerOptions, asTfInitializer } from './as-tf-initializer.js';

const backend = await tfjs(tf, { engine: 'cpu' });
const he = (options?: AsTfInitializerOptions) => asTfInitializer(backend, kaimingNormal(), options);

/** Standard deviation of the values, whose mean is 0. */
const deviation = (x: tf.Tensor): number => Math.sqrt(x.square().mean().dataSync()[0]!);

describe('asTfInitializer', () => {
  test('dense kernels [in, out] have the fans of their inputs', () => {
    expect(deviation(he().apply([400, 900]))).toBeCloseTo(Math.sqrt(2 / 400), 3);
    const glorot = asTfInitializer(backend, xavierUniform()).apply([300, 500]);
    expect(deviation(glorot)).toBeCloseTo(Math.sqrt(2 / 800), 3);
  });

  test('convolution kernels HWIO, depthwise [h, w, in, mult] and transposed [h, w, out, in]', () => {
    expect(deviation(he().apply([3, 3, 64, 128]))).toBeCloseTo(Math.sqrt(2 / (9 * 64)), 3);
    const depthwise = he({ layout: 'depthwise' }).apply([3, 3, 512, 8]);
    expect(deviation(depthwise) / Math.sqrt(2 / 9)).toBeCloseTo(1, 1);
    expect(depthwise.shape).toEqual([3, 3, 512, 8]);
    expect(deviation(he({ layout: 'transposed' }).apply([3, 3, 128, 64]))).toBeCloseTo(Math.sqrt(2 / (9 * 64)), 3);
  });

  test("tfjs's own normals are 12 % too narrow, and its fans of depthwise kernels too large", () => {
    const theirs = tf.initializers.heNormal({ seed: 1 });
    expect(deviation(theirs.apply([400, 900])) / Math.sqrt(2 / 400)).toBeCloseTo(0.88, 2);
    expect(deviation(theirs.apply([3, 3, 64, 8])) / Math.sqrt(2 / 9)).toBeLessThan(0.15);
  });

  test('orthogonal rows where outputs are, and a delta in the middle of the window', () => {
    const kernel = asTfInitializer(backend, orthogonal()).apply([6, 4]) as tf.Tensor2D;
    const gram = tf.matMul(kernel, kernel, true).sub(tf.eye(4));
    expect(gram.abs().max().dataSync()[0]).toBeLessThan(1e-5);
    const delta = asTfInitializer(backend, deltaOrthogonal()).apply([3, 3, 4, 4]);
    const middle = delta.slice([1, 1, 0, 0], [1, 1, 4, 4]).reshape([4, 4]) as tf.Tensor2D;
    expect(tf.matMul(middle, middle, true).sub(tf.eye(4)).abs().max().dataSync()[0]).toBeLessThan(1e-5);
    expect(delta.square().sum().dataSync()[0]).toBeCloseTo(4, 4);
  });

  test('the values of the same key, transposed; each call and each instance draws its own', async () => {
    const own = he({ seed: 7 });
    const expected = transpose(kaimingNormal()(foldIn(key(7), 0), [3, 5]));
    expect([...own.apply([5, 3]).dataSync()]).toEqual([...(await expected.data())]);
    const first = he({ seed: 7 }).apply([5, 3]).dataSync();
    expect(own.apply([5, 3]).dataSync()).not.toEqual(first);
    expect(he().apply([5, 3]).dataSync()).not.toEqual(he().apply([5, 3]).dataSync());
  });

  test('layers take it, biases too; a saved model is read back with its weights', async () => {
    const { numTensors } = tf.memory();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 3,
          inputShape: [5],
          kernelInitializer: he({ seed: 7 }),
          biasInitializer: asTfInitializer(backend, zeros()),
        }),
      ],
    });
    const weights = await model.layers[0]!.getWeights()[0]!.data();
    expect(weights).toEqual(he({ seed: 7 }).apply([5, 3]).dataSync());
    let artifacts: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (given) => {
        artifacts = given;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
    expect(await loaded.layers[0]!.getWeights()[0]!.data()).toEqual(weights);
    await expect(tf.models.modelFromJSON(artifacts!.modelTopology as never)).rejects.toThrow('load the weights too');
    model.dispose();
    loaded.dispose();
    // The values of `he` just above, and what the failed model left.
    expect(tf.memory().numTensors - numTensors).toBeLessThan(4);
  });

  test('says what is wrong', () => {
    expect(() => he({ layout: 'oihw' as never })).toThrow(
      "unknown layout 'oihw'; allowed: kernel, transposed, depthwise",
    );
    expect(() => he({ layout: 'depthwise' }).apply([3, 3])).toThrow('no depthwise kernel');
    expect(() => he().apply([3])).toThrow('fans');
    expect(() => he({ speed: 1 } as never)).toThrow("unknown option 'speed'");
  });
});
