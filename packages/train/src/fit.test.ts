import {
  ArgumentError,
  bernoulli,
  cast,
  compile,
  key,
  matmul,
  mean,
  reference,
  split,
  square,
  type Tensor,
  tensor,
  tree,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import { type FitOptions, fit, type Position } from './fit.js';

/** Four batches of a linear regression, in another order in each epoch. */
const data = Array.from({ length: 4 }, (_, i) => ({
  x: tensor([
    [i, 1],
    [1, i + 0.3],
  ]),
  y: tensor([[2 * i - 1], [2 - i]]),
}));

function* batches(epoch: number, start: number) {
  for (let i = start; i < data.length; i++) yield data[(i * 3 + epoch) % data.length]!;
}

interface State {
  weight: Tensor;
  momentum: Tensor;
  key: Tensor;
}

const start = (): State => ({ weight: tensor([[0.5], [-0.25]]), momentum: tensor([[0], [0]]), key: key(3) });

/** Momentum with dropout: weights, optimizer state and random numbers all matter. */
function makeStep() {
  const step = compile(
    reference(),
    (state: State, batch: { x: Tensor; y: Tensor }, rate: Tensor) => {
      const [use, next] = split(state.key);
      const [loss, grad] = valueAndGrad((w: Tensor) => {
        const kept = cast(bernoulli(use!, 0.7, batch.x.shape), 'float32');
        return mean(square(matmul(batch.x.mul(kept), w).sub(batch.y)));
      })(state.weight);
      const momentum = state.momentum.mul(0.9).add(grad);
      return { state: { weight: state.weight.sub(momentum.mul(rate)), momentum, key: next! }, metrics: { loss } };
    },
    { donate: [0] },
  );
  return (state: State, batch: (typeof data)[number], { step: n }: Position) =>
    step(state, batch, 0.02 / (1 + 0.1 * n));
}

const options = (change: Partial<FitOptions<State, (typeof data)[number]>> = {}) => ({
  state: start(),
  step: makeStep(),
  batches,
  epochs: 5,
  ...change,
});

const valuesOf = async (state: State) => Promise.all(tree.leaves(state).map((x) => x.data()));

describe('fit', () => {
  test('trains each batch of each epoch and reports', async () => {
    const log: string[] = [];
    const losses: number[] = [];
    const callback = {
      onStep({ position, metrics }: { position: Position; metrics: { [name: string]: number } }) {
        losses.push(metrics.loss!);
        log.push(`${position.epoch}.${position.batch}`);
      },
      onEpochEnd: async ({ position }: { position: Position }) => {
        log.push(`end ${position.epoch}`);
      },
    };
    const { position, finished } = await fit(options({ epochs: 2, callbacks: [callback] }));
    expect(log).toEqual(['0.1', '0.2', '0.3', '0.4', 'end 1', '1.1', '1.2', '1.3', '1.4', 'end 2']);
    expect([position, finished]).toEqual([{ epoch: 2, batch: 0, step: 8 }, true]);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  test.each([1, 3, 4, 6, 8])('interrupted after step %d, saved, loaded and resumed: the same bits', async (stop) => {
    const whole = await fit(options());
    const abort = new AbortController();
    const half = await fit(
      options({
        signal: abort.signal,
        callbacks: [
          {
            onStep({ position }) {
              if (position.step === stop) abort.abort();
            },
          },
        ],
      }),
    );
    expect([half.finished, half.position.step]).toEqual([false, stop]);
    const file = await encodeCheckpoint(half.state, { position: half.position });
    const { tree: state, metadata } = decodeCheckpoint(file, start());
    const ends: number[] = [];
    const rest = await fit(
      options({
        state,
        from: metadata.position as Position,
        callbacks: [{ onEpochEnd: (e) => void ends.push(e.position.epoch) }],
      }),
    );
    expect(await valuesOf(rest.state)).toEqual(await valuesOf(whole.state));
    expect(rest.position).toEqual(whole.position);
    // An epoch whose last step was done when the signal came still ends once.
    expect(ends).toEqual([1, 2, 3, 4, 5].slice(Math.floor((stop - 1) / 4)));
  });

  test('a signal that is aborted already: no step', async () => {
    const result = await fit(options({ signal: AbortSignal.abort() }));
    expect([result.finished, result.position.step]).toEqual([false, 0]);
  });

  test('refuses', async () => {
    const refused = async (change: object, message: RegExp) => {
      await expect(fit(options(change))).rejects.toThrow(message);
      await expect(fit(options(change))).rejects.toThrow(ArgumentError);
    };
    await refused({ epochs: 1.5 }, /epochs 1.5 must be a whole number from 0 up/);
    await refused({ from: { epoch: 0, batch: -1, step: 0 } }, /from.batch -1 must be/);
    await refused({ batches: () => [] }, /batches\(0, 0\) gave no batch/);
    await refused({ onStep: () => {} }, /unknown option 'onStep'/);
    await refused(
      { step: (state: State) => ({ state, metrics: { loss: tensor([1, 2]) } }) },
      /metric 'loss' is \[2\]; it must be a scalar/,
    );
  });
});
