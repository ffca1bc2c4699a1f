import { asTfOptimizer, tfjs } from '@saddlepoint/backend-tfjs';
import { adamw, chain, clipByGlobalNorm, warmupCosineSchedule } from '@saddlepoint/optimizers';
import * as tf from '@tensorflow/tfjs';

const x = tf.randomUniform([512, 2], -1, 1, 'float32', 7);
const y = x.square().sum(1, true).less(0.5).toFloat();
const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, activation: 'relu', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
const schedule = warmupCosineSchedule({ peak: 0.05, warmupSteps: 12, totalSteps: 120 });
const rule = chain(clipByGlobalNorm(1), adamw({ weightDecay: 0.01, mask: '*/kernel' }));
const optimizer = asTfOptimizer(await tfjs(tf), rule, { schedule });
model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const { history } = await model.fit(x, y, { epochs: 15, batchSize: 64, verbose: 0 });
console.log(`AdamW, bridged: loss ${Number(history.loss?.at(-1)).toFixed(3)}, accuracy ${history.acc?.at(-1)}`);
