// The networks of `src/nets` that tfjs can train, each from the same sizes: { params, loss }. No TypeScript: tfjs is not installed
// with the workspace.
import { classes, pattern, startingValues } from './pattern.mjs';

export function tfjsNets(tf) {
  const variable = (shape) => tf.variable(tf.tensor(startingValues(shape), shape));
  const linear = (inputs, outputs) => ({ weight: variable([outputs, inputs]), bias: variable([outputs]) });
  const norm = (width) => ({ weight: variable([width]), bias: variable([width]) });
  // Kernels are height × width × inputs × outputs here.
  const conv = (inputs, outputs, size) => ({
    weight: tf.variable(
      tf.tensor(startingValues([outputs, inputs, size, size]), [outputs, inputs, size, size]).transpose([2, 3, 1, 0]),
    ),
    bias: variable([outputs]),
  });
  const dense = (p, x) => {
    const flat = tf.matMul(x.reshape([-1, x.shape.at(-1)]), p.weight, false, true);
    return (p.bias ? flat.add(p.bias) : flat).reshape([...x.shape.slice(0, -1), p.weight.shape[0]]);
  };
  const crossEntropy = (logits, labels, count) =>
    tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(labels, count), tf.logSoftmax(logits)), -1)));
  const floats = (shape, seed) => tf.tensor(pattern(shape, seed), shape);
  const integers = (shape, count) => tf.tensor(classes(shape, count), shape, 'int32');

  function mlp({ widths, batch }) {
    const params = widths.slice(1).map((width, i) => linear(widths[i], width));
    const [x, y] = [floats([batch, widths[0]], 1), integers([batch], widths.at(-1))];
    const apply = (h, p, i) => dense(p, i === 0 ? h : tf.relu(h));
    return { params, loss: () => crossEntropy(params.reduce(apply, x), y, widths.at(-1)) };
  }

  function cnn({ channels, image, batch }) {
    const params = {
      convs: channels.map((outputs, i) => conv(channels[i - 1] ?? 3, outputs, 3)),
      head: linear((image / 2 ** channels.length) ** 2 * channels.at(-1), 10),
    };
    const x = floats([batch, 3, image, image], 1).transpose([0, 2, 3, 1]);
    const y = integers([batch], 10);
    return {
      params,
      loss() {
        const block = (h, p) => tf.maxPool(tf.relu(tf.conv2d(h, p.weight, 1, 'same').add(p.bias)), 2, 2, 'valid');
        const h = params.convs.reduce(block, x).transpose([0, 3, 1, 2]).reshape([batch, -1]);
        return crossEntropy(dense(params.head, h), y, 10);
      },
    };
  }

  function layerNorm(p, x) {
    const { mean, variance } = tf.moments(x, -1, true);
    return x
      .sub(mean)
      .mul(tf.rsqrt(variance.add(1e-5)))
      .mul(p.weight)
      .add(p.bias);
  }

  const gelu = (x) => x.mul(0.5).mul(tf.tanh(x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))).add(1));

  function gpt({ layers, heads, width, context, batch }) {
    const params = {
      token: variable([65, width]),
      position: variable([context, width]),
      blocks: Array.from({ length: layers }, () => ({
        norm1: norm(width),
        qkv: linear(width, 3 * width),
        out: linear(width, width),
        norm2: norm(width),
        up: linear(width, 4 * width),
        down: linear(4 * width, width),
      })),
      norm: norm(width),
      head: { weight: variable([65, width]) },
    };
    const tokens = integers([batch, context], 65);
    const mask = tf.tensor(
      Float32Array.from({ length: context ** 2 }, (_, k) => (k % context > Math.floor(k / context) ? -1e9 : 0)),
      [context, context],
    );
    const attend = (p, x) => {
      const size = width / heads;
      const [q, k, v] = tf
        .split(dense(p.qkv, x), 3, -1)
        .map((t) => t.reshape([batch, context, heads, size]).transpose([0, 2, 1, 3]));
      const weights = tf.softmax(tf.matMul(q.mul(1 / Math.sqrt(size)), k, false, true).add(mask));
      return dense(p.out, tf.matMul(weights, v).transpose([0, 2, 1, 3]).reshape([batch, context, width]));
    };
    return {
      params,
      loss() {
        // The wasm engine has no gradient of gather.
        const h = tf.matMul(tf.oneHot(tokens.reshape([-1]), 65).toFloat(), params.token);
        let x = h.reshape([batch, context, width]).add(params.position);
        for (const p of params.blocks) {
          x = x.add(attend(p, layerNorm(p.norm1, x)));
          x = x.add(dense(p.down, gelu(dense(p.up, layerNorm(p.norm2, x)))));
        }
        return crossEntropy(dense(params.head, layerNorm(params.norm, x)).reshape([-1, 65]), tokens.reshape([-1]), 65);
      },
    };
  }

  function lstm({ layers, inputs, width, time, batch }) {
    const params = {
      cells: Array.from({ length: layers }, (_, i) => ({
        input: linear(i === 0 ? inputs : width, 4 * width),
        hidden: linear(width, 4 * width),
      })),
      head: linear(width, 10),
    };
    const [x, y] = [floats([time, batch, inputs], 1), integers([batch], 10)];
    const run = (sequence, p) => {
      let [h, c] = [tf.zeros([batch, width]), tf.zeros([batch, width])];
      const states = tf.unstack(dense(p.input, sequence)).map((input) => {
        const [i, f, g, o] = tf.split(input.add(dense(p.hidden, h)), 4, 1);
        c = tf
          .sigmoid(f)
          .mul(c)
          .add(tf.sigmoid(i).mul(tf.tanh(g)));
        h = tf.sigmoid(o).mul(tf.tanh(c));
        return h;
      });
      return tf.stack(states);
    };
    return {
      params,
      loss: () => crossEntropy(dense(params.head, tf.unstack(params.cells.reduce(run, x)).at(-1)), y, 10),
    };
  }

  return { mlp, cnn, gpt, lstm };
}
