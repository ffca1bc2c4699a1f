import { readFileSync } from 'node:fs';
import { key, type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { wave } from '../../test/fixture.js';
import { assign } from './assignment.js';
import { flowMatching } from './flow-matching.js';
import { sinkhorn } from './sinkhorn.js';
import { squaredDistances, transportPairs } from './transport-pairs.js';

const { exact, entropic } = JSON.parse(
  readFileSync(new URL('../fixtures/transport.json', import.meta.url), 'utf8'),
) as {
  exact: { n: number; d: number; columns: number[]; cost: number }[];
  entropic: { n: number; d: number; epsilon: number; normalize: boolean; plan: number[] }[];
};
const ends = (n: number, d: number) => ({ noise: wave([n, d], 2, 0.3), data: wave([n, d], 2, 2) });
const costOf = async ({ noise, data }: { noise: Tensor; data: Tensor }) =>
  squaredDistances(await noise.data(), await data.data(), noise.shape[0]!);

describe.each(exact)('the exact plan of $n points', ({ n, d, columns, cost }) => {
  test('is that of POT and SciPy', async () => {
    const pairs = await transportPairs(ends(n, d));
    expect([...(await pairs.dataIndices.data())]).toEqual(columns);
    expect([...(await pairs.noiseIndices.data())]).toEqual(columns.map((_, i) => i));
    const diagonal = (await costOf(pairs)).filter((_, at) => at % (n + 1) === 0);
    expect(diagonal.reduce((a, b) => a + b, 0)).toBeCloseTo(cost, 9);
  });
});

test('negative and equal costs', () => {
  expect([...assign(Float64Array.of(-1, 0, 0, -1), 2)]).toEqual([0, 1]);
  expect([...assign(Float64Array.of(0, -1, -1, 0), 2)]).toEqual([1, 0]);
  expect([...assign(new Float64Array(9), 3)].sort()).toEqual([0, 1, 2]);
});

test.each(entropic)('the entropic plan of $n points is that of POT', async ({ n, d, epsilon, normalize, plan }) => {
  const cost = await costOf(ends(n, d));
  const largest = normalize ? Math.max(...cost) : 1;
  const found = sinkhorn(
    cost.map((c) => c / largest),
    n,
    epsilon,
    20_000,
    1e-13,
  )!;
  plan.forEach((p, i) => {
    expect(Math.abs(found[i]! - p)).toBeLessThan(1e-11);
  });
});

test('pairs drawn from a plan have its probabilities', async () => {
  const { n, d, epsilon, normalize, plan } = entropic[1]!;
  const times = new Float64Array(n * n);
  for (let seed = 0; seed < 200; seed++) {
    const options = { method: 'sinkhorn', epsilon, normalizeCost: normalize, key: key(seed) } as const;
    const { noiseIndices, dataIndices } = await transportPairs(ends(n, d), options);
    const [rows, columns] = [await noiseIndices.data(), await dataIndices.data()];
    rows.forEach((row, i) => {
      times[row * n + columns[i]!]!++;
    });
  }
  const draws = 200 * n;
  plan.forEach((p, at) => {
    expect(Math.abs(times[at]! / draws - p)).toBeLessThan(5 * Math.sqrt(p / draws) + 1e-3);
  });
});

test('with a key, pairs of the exact plan with replacement', async () => {
  const { n, d, columns } = exact[2]!;
  const { noiseIndices, dataIndices, data } = await transportPairs(ends(n, d), { key: key(1) });
  const rows = [...(await noiseIndices.data())];
  expect([...(await dataIndices.data())]).toEqual(rows.map((row) => columns[row]!));
  expect(new Set(rows).size).toBeLessThan(n);
  const all = await ends(n, d).data.data();
  expect([...(await data.data())].slice(0, d)).toEqual([
    ...all.slice(columns[rows[0]!]! * d, (columns[rows[0]!]! + 1) * d),
  ]);
});

test('images, and the paths of a flow between them', async () => {
  const [noise, data] = [wave([4, 1, 2, 2], 1, 0), wave([4, 1, 2, 2], 1, 3)];
  const pairs = await transportPairs({ noise, data });
  const { point } = flowMatching(pairs, tensor([0.5, 0.5, 0.5, 0.5]));
  expect(point.shape).toEqual([4, 1, 2, 2]);
});

test('errors', async () => {
  const pair = ends(4, 2);
  const thrown = (options: object, message: string) => expect(transportPairs(pair, options)).rejects.toThrow(message);
  await thrown({ method: 'partial' }, "transportPairs: method 'partial' is unknown; allowed: exact, sinkhorn");
  await thrown({ method: 'sinkhorn' }, "Sinkhorn's plan is one to draw pairs from; pass a key");
  await thrown({ epsilon: 0 }, 'transportPairs: epsilon 0 must be a number above 0');
  await thrown({ iterations: 0 }, 'transportPairs: iterations 0 must be a whole number from 1 up');
  await thrown({ reg: 1 }, "transportPairs: unknown option 'reg'");
  await thrown({ key: 3 }, 'transportPairs: key must be a key');
  await expect(transportPairs(ends(8, 2), { method: 'sinkhorn', key: key(0), iterations: 2 })).rejects.toThrow(
    'Sinkhorn did not converge in 2 iterations; raise epsilon 0.05 or set normalizeCost',
  );
  await expect(transportPairs({ noise: pair.noise, data: wave([3, 2], 1, 0) })).rejects.toThrow(
    'have different shapes',
  );
  await expect(transportPairs({ noise: tensor([1]), data: tensor([1]) })).rejects.toThrow(
    'noise must be [batch, size, …]',
  );
});
