import { batches, type ImageClasses, type ImageDataset } from '@saddlepoint/data';
import { kaimingNormal, zeros } from '@saddlepoint/init';
import { crossEntropy } from '@saddlepoint/losses';
import { conv2d, flatten, type Layer, linear, maxPool, relu, sequential } from '@saddlepoint/nn';
import { adam, applyUpdates, lossScaleOf, lossScaling, type OptimizerState } from '@saddlepoint/optimizers';
import { mixedPrecision } from '@saddlepoint/stabilizers';
import {
  argmax,
  type Backend,
  compile,
  foldIn,
  key,
  materialize,
  mul,
  softmax,
  type Tensor,
  valueAndGrad,
} from '@saddlepoint/tensor';

const he = { weight: kaimingNormal(), bias: zeros() };

/** Reads digits: two convolutions and a linear layer, which sees maps of 7 × 7 or less. */
function reader(side: number): Layer<unknown> {
  const convolved = [conv2d(1, 16, 3, { padding: 1, ...he }), relu(), maxPool(2)];
  const twice = [conv2d(16, 32, 3, { padding: 1, ...he }), relu(), ...(side > 14 ? [maxPool(2)] : [])];
  const left = Math.floor(side / (side > 14 ? 4 : 2));
  return sequential(...convolved, ...twice, flatten(), linear(32 * left * left, 10, he)) as Layer<unknown>;
}

export type Precision = 'float32' | 'mixed';

export interface Judge {
  /** Of each digit [N, 1, side, side] the class, and the probability given to it. */
  read(digits: Tensor): Promise<{ digit: Tensor; confidence: Tensor }>;
  /** Loss of every step, and the scale it was multiplied by. */
  readonly losses: readonly number[];
  readonly scales: readonly number[];
  /** Share of the test digits read correctly. */
  readonly accuracy: number;
  readonly millisecondsPerStep: number;
}

export interface JudgeOptions {
  readonly steps: number;
  readonly seed: number;
  readonly precision: Precision;
}

const batchSize = 100;

/** Trains the network that says which digit a picture shows, of 14 × 14 or 28 × 28 pixels. */
export async function trainJudge(backend: Backend, data: ImageClasses, options: JudgeOptions): Promise<Judge> {
  const { steps, seed, precision } = options;
  const network = reader(data.train.columns.x.shape[1]!);
  const optimizer = lossScaling(adam({ learningRate: 2e-3 }));
  const lossOf = (params: unknown, x: Tensor, y: Tensor): Tensor => crossEntropy(network.apply(params, x), y);
  const loss = precision === 'mixed' ? mixedPrecision(lossOf) : lossOf;
  const step = compile(
    backend,
    (params: unknown, state: OptimizerState, { x, y }: { x: Tensor; y: Tensor }) => {
      const scale = lossScaleOf(state);
      const scaled = (p: unknown) => {
        const value = loss(p, x, y);
        return [mul(value, scale), value] as const;
      };
      const [, grads, value] = valueAndGrad(scaled, { aux: true })(params);
      const next = optimizer.update(grads, state, params);
      return { params: applyUpdates(params, next.updates), state: next.state, loss: value, scale };
    },
    { donate: [0, 1] },
  );

  let params = network.init(key(seed));
  let state = optimizer.init(params);
  await materialize({ params, state }, backend);
  const losses: number[] = [];
  const scales: number[] = [];
  const times: number[] = [];
  for (let epoch = 0; losses.length < steps; epoch++) {
    const order = foldIn(key(seed), epoch);
    for await (const batch of batches(data.train, { batchSize, key: order, dropLast: true })) {
      if (losses.length === steps) break;
      const began = performance.now();
      const next = await step(params, state, batch);
      losses.push(await next.loss.item());
      times.push(performance.now() - began);
      scales.push(await next.scale.item());
      ({ params, state } = next);
    }
  }
  await step.dispose();

  const read = compile(backend, (p: unknown, digits: Tensor) => {
    const probabilities = softmax(network.apply(p, digits), -1);
    return { digit: argmax(probabilities, -1), confidence: probabilities.max(-1) };
  });
  const judge = (digits: Tensor) => read(params, digits);
  const accuracy = await accuracyOf(judge, data.test);
  times.sort((a, b) => a - b);
  return { read: judge, losses, scales, accuracy, millisecondsPerStep: times[Math.floor(times.length / 2)]! };
}

async function accuracyOf(read: Judge['read'], digits: ImageDataset): Promise<number> {
  let right = 0;
  for await (const { x, y } of batches(digits, { batchSize: Math.min(500, digits.size) })) {
    const [found, labels] = [await (await read(x)).digit.data(), await y.data()];
    found.forEach((digit, i) => {
      right += Number(digit === labels[i]);
    });
  }
  return right / digits.size;
}
