// The networks of `src/nets` in jax-js, each from the same sizes: { shapes, batch, loss }. Arrays are used up by whatever
// takes them; `.ref` keeps one for another use.
import { load } from './load.mjs';
import { classes, pattern } from './pattern.mjs';

const { lax, nn, numpy: np } = await load('@jax-js/jax');

const floats = (shape, seed) => np.array(pattern(shape, seed)).reshape(shape);
const integers = (shape, count) => np.array(classes(shape, count), { dtype: np.int32 }).reshape(shape);
const linear = (inputs, outputs) => ({ weight: [outputs, inputs], bias: [outputs] });
const norm = (width) => ({ weight: [width], bias: [width] });
const dense = (p, x) => {
  const y = np.matmul(x, p.weight.transpose());
  return p.bias ? y.add(p.bias) : y;
};
const crossEntropy = (logits, y, count) => nn.oneHot(y, count).mul(nn.logSoftmax(logits, -1)).sum(-1).mean().neg();

function mlp({ widths, batch }) {
  const count = widths.at(-1);
  return {
    shapes: widths.slice(1).map((width, i) => linear(widths[i], width)),
    batch: { x: floats([batch, widths[0]], 1), y: integers([batch], count) },
    loss: (params, { x, y }) =>
      crossEntropy(
        params.reduce((h, p, i) => dense(p, i === 0 ? h : nn.relu(h)), x),
        y,
        count,
      ),
  };
}

function cnn({ channels, image, batch }) {
  const last = (image / 2 ** channels.length) ** 2 * channels.at(-1);
  const block = (x, p) => {
    const same = [
      [1, 1],
      [1, 1],
    ];
    const y = lax.convGeneralDilated(x, p.weight, [1, 1], same).add(p.bias.reshape([-1, 1, 1]));
    const [n, c, h, w] = y.shape;
    return np.max(nn.relu(y).reshape([n, c, h / 2, 2, w / 2, 2]), [3, 5]);
  };
  return {
    shapes: {
      convs: channels.map((outputs, i) => ({ weight: [outputs, channels[i - 1] ?? 3, 3, 3], bias: [outputs] })),
      head: linear(last, 10),
    },
    batch: { x: floats([batch, 3, image, image], 1), y: integers([batch], 10) },
    loss: (params, { x, y }) =>
      crossEntropy(dense(params.head, params.convs.reduce(block, x).reshape([batch, last])), y, 10),
  };
}

const layerNorm = (p, x) => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(p.weight).add(p.bias);

function gpt({ layers, heads, width, context, batch }) {
  const block = {
    norm1: norm(width),
    qkv: linear(width, 3 * width),
    out: linear(width, width),
    norm2: norm(width),
    up: linear(width, 4 * width),
    down: linear(4 * width, width),
  };
  const attend = (p, x) => {
    const size = width / heads;
    const [q, k, v] = np
      .split(dense(p.qkv, x), 3, -1)
      .map((t) => t.reshape([batch, context, heads, size]).transpose([0, 2, 1, 3]));
    // Its own dotProductAttention needs a newer Node than 20.
    const scores = np.matmul(q.mul(1 / Math.sqrt(size)), k.transpose([0, 1, 3, 2]));
    const weights = nn.softmax(scores.add(np.triu(np.full([context, context], -1e9), 1)), -1);
    return dense(p.out, np.matmul(weights, v).transpose([0, 2, 1, 3]).reshape([batch, context, width]));
  };
  return {
    shapes: {
      token: [65, width],
      position: [context, width],
      blocks: Array.from({ length: layers }, () => block),
      norm: norm(width),
      head: { weight: [65, width] },
    },
    batch: { x: integers([batch, context], 65), y: integers([batch * context], 65) },
    loss(params, { x: tokens, y }) {
      let x = np.matmul(nn.oneHot(tokens, 65), params.token).add(params.position);
      for (const p of params.blocks) {
        x = x.ref.add(attend(p, layerNorm(p.norm1, x)));
        x = x.ref.add(dense(p.down, nn.gelu(dense(p.up, layerNorm(p.norm2, x)))));
      }
      return crossEntropy(dense(params.head, layerNorm(params.norm, x)).reshape([-1, 65]), y, 65);
    },
  };
}

function lstm({ layers, inputs, width, time, batch }) {
  const run = (sequence, p) => {
    let [h, c] = [np.zeros([batch, width]), np.zeros([batch, width])];
    const states = np.split(dense(p.input, sequence), time, 0).map((input) => {
      const hidden = { weight: p.hidden.weight.ref, bias: p.hidden.bias.ref };
      const [i, f, g, o] = np.split(input.reshape([batch, 4 * width]).add(dense(hidden, h)), 4, 1);
      c = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
      return h.ref;
    });
    for (const x of [h, c, p.hidden.weight, p.hidden.bias]) x.dispose();
    return np.stack(states);
  };
  return {
    shapes: {
      cells: Array.from({ length: layers }, (_, i) => ({
        input: linear(i === 0 ? inputs : width, 4 * width),
        hidden: linear(width, 4 * width),
      })),
      head: linear(width, 10),
    },
    batch: { x: floats([time, batch, inputs], 1), y: integers([batch], 10) },
    loss(params, { x, y }) {
      const states = params.cells.reduce(run, x);
      const last = np.split(states, [time - 1], 0);
      last[0].dispose();
      return crossEntropy(dense(params.head, last[1].reshape([batch, width])), y, 10);
    },
  };
}

export const nets = { mlp, cnn, gpt, lstm };
