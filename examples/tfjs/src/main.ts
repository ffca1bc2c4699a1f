import { writeFileSync } from 'node:fs';
import { tfjs } from '@saddlepoint/backend-tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { fineTune } from './fine-tune.js';
import { initializersFigure } from './initializers-figure.js';
import { trainOn } from './step.js';

await tf.setBackend('cpu');
await import('./newcomer-plain.js');
await import('./newcomer.js');

for (const engine of ['cpu', 'wasm']) {
  const losses = await trainOn(await tfjs(tf, { engine }));
  console.log(`the same compiled step on ${engine}: loss ${losses[0]!.toFixed(4)} to ${losses.at(-1)!.toFixed(4)}`);
}

// With a path, such as docs/tfjs-initializers.svg, draw the figure there.
const [figure] = process.argv.slice(2);
const { svg, theirs, ours } = initializersFigure(await tfjs(tf, { engine: 'wasm' }));
console.log(`E[x²] after 20 ReLU layers: tfjs heNormal ${theirs.at(-1)!.toFixed(4)}, ours ${ours.at(-1)!.toFixed(2)}`);
if (figure) writeFileSync(figure, svg);

for (const { name, losses, accuracy, milliseconds } of await fineTune(await tfjs(tf, { engine: 'wasm' }), {
  train: 100,
  test: 100,
  epochs: 20,
})) {
  const [first, last] = [losses[0]!, losses.at(-1)!].map((loss) => loss.toFixed(3));
  const percent = (100 * accuracy).toFixed(0);
  console.log(`MobileNetV2 head, ${name}: loss ${first} to ${last}, ${percent} % right, ${milliseconds.toFixed(0)} ms`);
}
