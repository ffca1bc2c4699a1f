import { compile, reference, type Tensor, tensor, tree, valueAndGrad } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { adam } from '../adam.js';
import { applyUpdates } from '../apply-updates.js';
import { chain } from '../chain.js';
import { decayWeights } from '../decay-weights.js';
import { addNoise } from '../gradients/add-noise.js';
import { centralize } from '../gradients/centralize.js';
import { clipAdaptively } from '../gradients/clip-adaptively.js';
import { clipByNorm } from '../gradients/clip-by-norm.js';
import { clipByValue } from '../gradients/clip-by-value.js';
import { sgd } from '../sgd.js';
import type { OptimizerState, Transform } from '../transform.js';
import { accumulate } from './accumulate.js';
import { cautious } from './cautious.js';
import { freeze } from './freeze.js';
import { lookahead } from './lookahead.js';
import { lossScaleOf, lossScaling } from './loss-scaling.js';
import { masked } from './masked.js';
import { partition } from './partition.js';
import { skipNonFinite } from './skip-non-finite.js';

/** What holds for every wrapper and gradient transform: one row each. */
interface Row {
  name: string;
  make: () => Transform;
  /** The parameters that do not get where they should. */
  held?: string;
  /** How far from the minimum it may stay. Default 0.03. */
  within?: number;
  scaled?: boolean;
}

const inner = () => adam({ learningRate: 0.1 });
const rows: Row[] = [
  { name: 'masked', make: () => chain(masked(clipByValue(0.5), 'layer.**'), inner()) },
  { name: 'freeze', make: () => freeze(inner(), '*.bias'), held: 'layer.bias' },
  {
    name: 'partition',
    make: () =>
      partition({ layer: { match: 'layer.**', transform: inner() }, rest: { transform: sgd({ learningRate: 0.1 }) } }),
  },
  { name: 'accumulate', make: () => accumulate(inner(), { steps: 2 }) },
  { name: 'skipNonFinite', make: () => skipNonFinite(inner()) },
  { name: 'lossScaling', make: () => lossScaling(inner(), { growthInterval: 5 }), scaled: true },
  { name: 'lookahead', make: () => lookahead(inner()) },
  { name: 'cautious', make: () => cautious(inner()) },
  {
    name: 'wrappers in wrappers',
    make: () => skipNonFinite(accumulate(freeze(lookahead(inner()), 'scale'), { steps: 2 })),
    held: 'scale',
  },
  { name: 'clipByNorm', make: () => chain(clipByNorm(1), inner()) },
  { name: 'clipAdaptively', make: () => chain(clipAdaptively({ clipping: 0.3 }), inner()) },
  // Rows of the target have the mean of the start's: centred gradients cannot change it.
  { name: 'centralize', make: () => chain(centralize(), inner()) },
  { name: 'addNoise', make: () => chain(addNoise({ eta: 0.01, seed: 1 }), sgd({ learningRate: 0.05 })), within: 0.1 },
  {
    name: 'decayWeights',
    make: () => chain(inner(), decayWeights({ kind: 'independent', weightDecay: 1e-4 })),
  },
];

interface Params {
  layer: { weight: Tensor; bias: Tensor };
  scale: Tensor;
}
const start = (): Params => ({
  layer: {
    weight: tensor([
      [0, 2],
      [1, -1],
    ]),
    bias: tensor([3, -3]),
  },
  scale: tensor(2),
});
const reversed = ({ layer: { weight, bias }, scale }: Params): Params => ({ scale, layer: { bias, weight } });
const target = {
  layer: {
    weight: tensor([
      [-1, 3],
      [2, -2],
    ]),
    bias: tensor([1, -1]),
  },
  scale: tensor(-1),
};

function stepper({ make, scaled }: Row) {
  const optimizer = make();
  const step = compile(reference(), (params: Params, state: OptimizerState) => {
    const loss = (p: Params) => {
      const parts = tree.leaves(tree.zip(p, target, (x, y) => x.sub(y).square().sum()));
      return parts.reduce((a, b) => a.add(b)).mul(scaled ? lossScaleOf(state) : 1);
    };
    const [, grads] = valueAndGrad(loss)(params);
    const { updates, state: next } = optimizer.update(grads, state, params);
    return { params: applyUpdates(params, updates), state: next };
  });
  return { optimizer, step };
}

type Snapshot = { params: Params; state: OptimizerState };
async function run({ step }: ReturnType<typeof stepper>, from: Snapshot, steps: number): Promise<Snapshot> {
  let now = from;
  for (let t = 0; t < steps; t++) now = await step(now.params, now.state);
  return now;
}

/** Every leaf by its path. */
async function read(x: unknown): Promise<Map<string, readonly number[]>> {
  const leaves = tree.flatten(x) as { path: string; leaf: Tensor }[];
  const entries = await Promise.all(
    leaves.map(async ({ path, leaf }) => [path, Array.from(await leaf.data())] as const),
  );
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe.each(rows)('$name', (row) => {
  test('finds the minimum of a parabola', async () => {
    const work = stepper(row);
    const { params } = await run(work, { params: start(), state: work.optimizer.init(start()) }, 300);
    const [got, goal, begin] = await Promise.all([read(params), read(target), read(start())]);
    for (const [path, values] of got) {
      const expected = path === row.held ? begin.get(path)! : goal.get(path)!;
      values.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!), `${path}[${i}]`).toBeLessThan(row.within ?? 0.03);
      });
    }
  });

  test('the order of the leaves changes nothing', async () => {
    const work = stepper(row);
    const one = await run(work, { params: start(), state: work.optimizer.init(start()) }, 5);
    const other = await run(work, { params: reversed(start()), state: work.optimizer.init(reversed(start())) }, 5);
    expect(await read(other)).toEqual(await read(one));
  });

  test('saving and loading in mid-run changes nothing', async () => {
    const work = stepper(row);
    const half = await run(work, { params: start(), state: work.optimizer.init(start()) }, 3);
    const saved = await read(half);
    // As a checkpoint does: into the structure of a fresh state.
    const fresh = { params: start(), state: work.optimizer.init(start()) };
    const loaded: unknown = tree.map(fresh as unknown, (leaf, path) => {
      const { shape, dtype } = leaf as Tensor;
      const values = saved.get(path)!;
      return tensor(dtype === 'int32' ? Int32Array.from(values) : Float64Array.from(values), { shape, dtype });
    });
    const resumed = await run(stepper(row), loaded as Snapshot, 4);
    expect(await read(resumed)).toEqual(await read(await run(work, half, 4)));
  });
});
