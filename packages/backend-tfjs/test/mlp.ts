import {
  compile,
  key,
  logSoftmax,
  normal,
  oneHot,
  permutation,
  pow,
  sub,
  type Tensor,
  tree,
  valueAndGrad,
  zerosLike,
} from '@saddlepoint/tensor';
import type * as Tf from '@tensorflow/tfjs';
import type { TfjsBackend } from '../src/tfjs.js';

/** A training step of the network 784-512-64-10 on 256 images with Adam, compiled and by hand. */

const sizes = [784, 512, 64, 10];
const batch = 256;
const rate = 1e-3;

const parameters = () =>
  sizes.slice(1).map((out, i) => ({
    weight: normal(key(i), [out, sizes[i]!]).mul(Math.sqrt(2 / sizes[i]!)),
    bias: normal(key(10 + i), [out]).mul(0.01),
  }));
const images = () => normal(key(20), [batch, sizes[0]!]);
const labels = () =>
  permutation(key(21), 2560).slice({ axis: 0, end: batch }).cast('float32').div(256).floor().cast('int32');

export interface Runner {
  /** Runs one step and gives its loss, still on the engine. */
  step(): Promise<{ loss(): Promise<number> }>;
  dispose(): Promise<void>;
}

type Layer = { weight: Tensor; bias: Tensor };
type State = { params: Layer[]; means: Layer[]; squares: Layer[] };

/** Adam as published (Kingma and Ba, 2015, arXiv:1412.6980). */
function adam(state: State, grads: Layer[], count: Tensor): State {
  const corrected = (x: Tensor, beta: number) => x.div(sub(1, pow(beta, count)));
  const over = (fn: (i: number, name: keyof Layer) => Tensor): Layer[] =>
    grads.map((_, i) => ({ weight: fn(i, 'weight'), bias: fn(i, 'bias') }));
  const means = over((i, name) => state.means[i]![name].mul(0.9).add(grads[i]![name].mul(0.1)));
  const squares = over((i, name) => state.squares[i]![name].mul(0.999).add(grads[i]![name].square().mul(0.001)));
  const params = over((i, name) => {
    const deviation = corrected(squares[i]![name], 0.999).sqrt().add(1e-8);
    return state.params[i]![name].sub(corrected(means[i]![name], 0.9).div(deviation).mul(rate));
  });
  return { params, means, squares };
}

export async function compiled(backend: TfjsBackend): Promise<Runner> {
  const forward = (p: Layer[], x: Tensor) =>
    p.reduce((h, { weight, bias }, i) => {
      const y = h.matmul(weight, { transposeB: true }).add(bias);
      return i < p.length - 1 ? y.relu() : y;
    }, x);
  const run = compile(
    backend,
    (state: State, x: Tensor, target: Tensor, count: Tensor) => {
      const [loss, grads] = valueAndGrad((q: Layer[]) => logSoftmax(forward(q, x)).mul(target).sum().div(-batch))(
        state.params,
      );
      return { state: adam(state, grads, count), loss };
    },
    { donate: [0] },
  );
  const zeroed = () => parameters().map((p) => ({ weight: zerosLike(p.weight), bias: zerosLike(p.bias) }));
  let state: State = { params: parameters(), means: zeroed(), squares: zeroed() };
  const move = compile(backend, (x: Tensor, y: Tensor) => [x.mul(1).add(0), oneHot(y, 10)]);
  const [x, target] = (await move(images(), labels())) as [Tensor, Tensor];
  let count = 0;
  return {
    async step() {
      const result = await run(state, x, target, ++count);
      state = result.state;
      return {
        async loss() {
          const value = await result.loss.item();
          result.loss.dispose();
          return value;
        },
      };
    },
    async dispose() {
      for (const z of tree.leaves(state)) z.dispose();
      x.dispose();
      target.dispose();
      await run.dispose();
      await move.dispose();
    },
  };
}

/** The same in operations of tfjs, products with plain operands, as its wasm engine likes them. */
export async function byHand(tf: typeof Tf): Promise<Runner> {
  const upload = async (x: Tensor) => tf.tensor(Float32Array.from(await x.data()), [...x.shape]);
  const list = parameters().flatMap(({ weight, bias }) => [weight, bias]);
  let params = await Promise.all(list.map(upload));
  let means = params.map((p) => tf.zerosLike(p));
  let squares = params.map((p) => tf.zerosLike(p));
  let count = 0;
  const x = (await upload(images())) as Tf.Tensor2D;
  const target = tf.oneHot(tf.tensor1d(Int32Array.from(await labels().data()), 'int32'), 10).toFloat();
  const product = (a: Tf.Tensor, b: Tf.Tensor) => tf.matMul(a, b);
  const gradients = (p: Tf.Tensor[]) => {
    const layers = sizes.length - 1;
    const inputs: Tf.Tensor[] = [x];
    for (let i = 0; i < layers; i++) {
      const y = product(inputs[i]!, p[2 * i]!.transpose()).add(p[2 * i + 1]!);
      inputs.push(i < layers - 1 ? y.relu() : y);
    }
    const logProbabilities = inputs[layers]!.logSoftmax();
    const loss = logProbabilities.mul(target).sum().div(-batch);
    let g: Tf.Tensor = logProbabilities.exp().sub(target).div(batch);
    const grads: Tf.Tensor[] = new Array(p.length);
    for (let i = layers - 1; i >= 0; i--) {
      grads[2 * i] = product(g.transpose(), inputs[i]!);
      grads[2 * i + 1] = g.sum(0);
      if (i > 0) g = product(g, p[2 * i]!).mul(inputs[i]!.step());
    }
    return { loss, grads };
  };
  return {
    async step() {
      count++;
      const old = [...params, ...means, ...squares];
      const { loss } = tf.tidy(() => {
        const { loss, grads } = gradients(params);
        means = means.map((m, i) => m.mul(0.9).add(grads[i]!.mul(0.1)));
        squares = squares.map((v, i) => v.mul(0.999).add(grads[i]!.square().mul(0.001)));
        const corrections = [1 - 0.9 ** count, 1 - 0.999 ** count] as const;
        params = params.map((p, i) => {
          const deviation = squares[i]!.div(corrections[1]).sqrt().add(1e-8);
          return p.sub(means[i]!.div(corrections[0]).div(deviation).mul(rate));
        });
        for (const z of [...params, ...means, ...squares]) tf.keep(z);
        return { loss };
      });
      for (const z of old) z.dispose();
      return {
        async loss() {
          const [value] = await loss.data();
          loss.dispose();
          return value!;
        },
      };
    },
    async dispose() {
      for (const z of [...params, ...means, ...squares, x, target]) z.dispose();
    },
  };
}
