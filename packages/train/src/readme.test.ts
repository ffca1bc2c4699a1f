import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, mean, reference, square, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { fit, type Position } from '@saddlepoint/train';
import { catchInterrupt, loadCheckpoint, saveCheckpoint } from '@saddlepoint/train/node';
import { expect, test } from 'vitest';

test('the example of the README runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saddlepoint-readme-'));
  const path = join(folder, 'run.safetensors');
  const losses: number[] = [];
  // README
  const start = { weight: tensor([0, 0]) };
  const data = [tensor([1, 2]), tensor([3, 4])];
  const step = compile(reference(), (state: typeof start, x: Tensor, rate: Tensor) => {
    const [loss, grad] = valueAndGrad((w: Tensor) => mean(square(w.sub(x))))(state.weight);
    return { state: { weight: state.weight.sub(grad.mul(rate)) }, metrics: { loss } };
  });
  const interrupt = catchInterrupt(); // Ctrl-C ends training after the step under way
  const { state, position, finished } = await fit({
    state: start,
    batches: (_epoch, first) => data.slice(first),
    step: (state, x, { step: n }) => step(state, x, 0.5 / (1 + n)),
    epochs: 3,
    signal: interrupt.signal,
    callbacks: [{ onStep: ({ metrics }) => void losses.push(metrics.loss!) }],
  });
  interrupt[Symbol.dispose]();
  await saveCheckpoint(path, state, { position });

  const saved = await loadCheckpoint(path, start); // to go on: fit({ state: saved.tree, from: …position, … })
  const from = saved.metadata.position as Position;
  // end
  await rm(folder, { recursive: true });
  expect([finished, from, losses.length]).toEqual([true, { epoch: 3, batch: 0, step: 6 }, 6]);
  expect(await saved.tree.weight.data()).toEqual(await state.weight.data());
});
