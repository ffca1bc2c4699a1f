import * as tf from '@tensorflow/tfjs';

const x = tf.randomUniform([512, 2], -1, 1, 'float32', 7);
const y = x.square().sum(1, true).less(0.5).toFloat();
const model = tf.sequential();
model.add(tf.layers.dense({ units: 32, activation: 'relu', inputShape: [2] }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
const optimizer = tf.train.adam(0.01);
model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const { history } = await model.fit(x, y, { epochs: 15, batchSize: 64, verbose: 0 });
console.log(`tf.train.adam: loss ${Number(history.loss?.at(-1)).toFixed(3)}, accuracy ${history.acc?.at(-1)}`);
