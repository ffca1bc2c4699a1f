import { asTfInitializer, type TfjsBackend } from '@saddlepoint/backend-tfjs';
import { kaimingNormal } from '@saddlepoint/init';
import { lineChart } from '@saddlepoint/report';
import * as tf from '@tensorflow/tfjs';

const [depth, width, batch] = [20, 512, 64];

/** The mean square of the activations after each of 20 ReLU layers, 512 wide, for unit inputs. */
function meanSquares(kernelOf: (layer: number) => tf.Tensor): number[] {
  return tf.tidy(() => {
    let x: tf.Tensor = tf.randomNormal([batch, width], 0, 1, 'float32', 1);
    return Array.from({ length: depth }, (_, layer) => {
      x = tf.relu(tf.matMul(x as tf.Tensor2D, kernelOf(layer) as tf.Tensor2D));
      return x.square().mean().dataSync()[0]!;
    });
  });
}

/** docs/tfjs-initializers.svg: what a normal that is 12 % too narrow does to a deep network. */
export function initializersFigure(backend: TfjsBackend): { svg: string; theirs: number[]; ours: number[] } {
  const theirs = meanSquares((layer) => tf.initializers.heNormal({ seed: layer + 1 }).apply([width, width]));
  const own = asTfInitializer(backend, kaimingNormal(), { seed: 1 });
  const ours = meanSquares(() => own.apply([width, width]));
  const x = theirs.map((_, i) => i + 1);
  const svg = lineChart({
    title: 'Mean square of the activations, by layer',
    xLabel: 'ReLU layer (512 wide)',
    yLabel: 'E[x²]',
    yScale: 'log',
    series: [
      { name: 'tfjs heNormal: 0.88 of the standard deviation', x, y: theirs },
      { name: 'asTfInitializer(backend, kaimingNormal())', x, y: ours },
    ],
  });
  return { svg, theirs, ours };
}
