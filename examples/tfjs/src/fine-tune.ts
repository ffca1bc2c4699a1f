import { asTfInitializer, asTfLoss, asTfOptimizer, type TfjsBackend } from '@saddlepoint/backend-tfjs';
import { xavierNormal } from '@saddlepoint/init';
import { crossEntropy } from '@saddlepoint/losses';
import { adamw, chain, clipByGlobalNorm, warmupCosineSchedule } from '@saddlepoint/optimizers';
import * as tf from '@tensorflow/tfjs';
import { loadTrunk } from './mobilenet.js';
import { drawShapes, shapeNames } from './shapes.js';

export interface FineTuneOptions {
  /** Images to train on, and to judge by. */
  readonly train: number;
  readonly test: number;
  readonly epochs: number;
}

export interface FineTuned {
  readonly name: string;
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly milliseconds: number;
}

type Features = {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
};

/** Trains a new head on MobileNetV2's features with `model.fit`, with plain tfjs and with our optimizer, loss and start. */
export async function fineTune(backend: TfjsBackend, { train, test, epochs }: FineTuneOptions): Promise<FineTuned[]> {
  const trunk = await loadTrunk();
  const [seen, unseen] = [featuresOf(trunk, train, 11), featuresOf(trunk, test, 12)];
  const width = seen.x.shape[1];
  const batchSize = 20;
  const totalSteps = epochs * Math.ceil(train / batchSize);

  const plain = tf.sequential();
  plain.add(tf.layers.dense({ units: shapeNames.length, inputShape: [width], activation: 'softmax' }));
  plain.compile({ optimizer: tf.train.adam(3e-3), loss: 'categoricalCrossentropy' });

  const ours = tf.sequential();
  const kernelInitializer = asTfInitializer(backend, xavierNormal(), { seed: 1 });
  ours.add(tf.layers.dense({ units: shapeNames.length, inputShape: [width], kernelInitializer }));
  const rule = chain(clipByGlobalNorm(1), adamw({ weightDecay: 0.05, mask: '*/kernel' }));
  const schedule = warmupCosineSchedule({ peak: 1e-2, warmupSteps: Math.ceil(totalSteps / 10), totalSteps });
  const optimizer = asTfOptimizer(backend, rule, { schedule });
  ours.compile({ optimizer, loss: asTfLoss(backend, (logits, labels) => crossEntropy(logits, labels)) });

  const results: FineTuned[] = [];
  for (const [name, head] of Object.entries({ 'plain tfjs': plain, 'with Saddlepoint': ours })) {
    const begin = performance.now();
    const { history } = await head.fit(seen.x, seen.y, { epochs, batchSize, verbose: 0 });
    const milliseconds = performance.now() - begin;
    results.push({ name, losses: history.loss as number[], accuracy: accuracyOf(head, unseen), milliseconds });
    head.optimizer.dispose();
    head.dispose();
  }
  tf.dispose([seen.x, seen.y, unseen.x, unseen.y]);
  trunk.dispose();
  return results;
}

/** Features of drawn shapes, a few images at a time. */
function featuresOf(trunk: tf.LayersModel, count: number, seed: number): Features {
  return tf.tidy(() => {
    const { images, labels } = drawShapes(count, 224, seed);
    return { x: trunk.predict(images, { batchSize: 10 }) as tf.Tensor2D, y: labels };
  });
}

function accuracyOf(head: tf.LayersModel, { x, y }: Features): number {
  return tf.tidy(() => (head.predict(x) as tf.Tensor).argMax(1).equal(y.argMax(1)).toFloat().mean().dataSync()[0]!);
}
