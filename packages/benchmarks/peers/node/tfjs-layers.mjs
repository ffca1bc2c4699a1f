// Plain tfjs-layers, `model.compile` and `model.fit`, on the wasm engine: `tfjs-layers.mjs THREADS`.
import { load } from './load.mjs';
import { classes, pattern, startingValues } from './pattern.mjs';
import { serve } from './serve.mjs';

const tf = await load('@tensorflow/tfjs');
await load('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');

function mlp({ widths }) {
  const model = tf.sequential();
  widths.slice(1).forEach((units, i) => {
    const activation = i === widths.length - 2 ? undefined : 'relu';
    model.add(tf.layers.dense({ units, activation, ...(i === 0 ? { inputShape: [widths[0]] } : {}) }));
  });
  const values = widths
    .slice(1)
    .flatMap((outputs, i) => [
      tf.tensor(startingValues([outputs, widths[i]]), [outputs, widths[i]]).transpose(),
      tf.tensor(startingValues([outputs]), [outputs]),
    ]);
  model.setWeights(values);
  return model;
}

const crossEntropy = (labels, logits) => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1)));

async function prepare(work) {
  if (work.net !== 'mlp' || work.mode !== 'train') {
    throw new Error(
      'only whole steps of the MLP: the wasm engine has no filter gradient, and tfjs-layers no such blocks',
    );
  }
  const { widths, batch } = work.size;
  const model = mlp(work.size);
  model.compile({ optimizer: tf.train.adam(1e-3, 0.9, 0.999, 1e-8), loss: crossEntropy });
  const x = tf.tensor(pattern([batch, widths[0]], 1), [batch, widths[0]]);
  const y = tf.oneHot(tf.tensor(classes([batch], widths.at(-1)), [batch], 'int32'), widths.at(-1)).toFloat();
  return {
    parameters: model.countParams(),
    async step() {
      const { history } = await model.fit(x, y, {
        batchSize: batch,
        epochs: 1,
        shuffle: false,
        yieldEvery: 'never',
        verbose: 0,
      });
      return history.loss[0];
    },
    dispose: () => model.dispose(),
  };
}

const note = 'one thread, which is all it has in Node; Adam instead of AdamW, which it lacks; one batch a call of fit';
await serve({ title: `tfjs-layers ${tf.version['tfjs-layers']} fit`, threads: 1, note }, prepare);
