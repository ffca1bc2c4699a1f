import { abs, broadcastTo, type Graph, max, min, pad, reshape, slice, tensor } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { noise } from '../../test/harness.js';
import { expectSame, graphOf, type Program } from '../../test/same.js';
import { plan } from './plan.js';

const ops = (graph: Graph) =>
  plan(graph, 'always').steps.flatMap((step) =>
    step.kind === 'kernel'
      ? step.kernel.results.map(({ reduce, each }) => `${reduce ?? 'each'} ${each ?? ''}`)
      : step.kind,
  );

const x = (size: number) => tensor(Float32Array.from(noise(size)));

/** Every element over the largest of its block, as block-wise quantisation has it. */
const scaled =
  (count: number): Program =>
  (flat) => {
    const { size } = flat!;
    const rows = Math.ceil(size / count);
    const filled = pad(abs(flat!), [[0, rows * count - size]]);
    const largest = max(reshape(filled, [rows, count]), 1);
    const each = reshape(broadcastTo(reshape(largest, [rows, 1]), [rows, count]), [rows * count]);
    return { largest, ratio: flat!.div(slice(each, { axis: 0, end: size })) };
  };

describe.each([
  [1000, 256],
  [1024, 256],
  [7, 16],
  [33, 2],
  [12289, 4096],
])('%i elements in blocks of %i', (size, count) => {
  test('are two loops, the same as the engine’s', async () => {
    expect(ops(graphOf(scaled(count), x(size)))).toEqual([`max ${count}`, 'each ']);
    await expectSame(scaled(count), x(size));
  });
});

test('a short last block counts what it was filled up with, and NaN stays', async () => {
  const program: Program = (flat) => max(reshape(pad(flat!, [[0, 3]], -0.5), [2, 5]), 1);
  expect(ops(graphOf(program, x(7)))).toEqual(['max 5']);
  await expectSame(program, tensor([1, 2, 3, 4, Number.NaN, -1, -2], { allowNonFinite: true }));
  await expectSame(program, tensor([1, 2, 3, 4, 5, -1, -2]));
});

test('maxima and minima of rows, of operands that repeat in other rows', async () => {
  const program: Program = (a, column, row) => {
    const sum = a!.mul(column!).add(row!);
    return { high: max(sum, 1), low: min(sum, [1, 2], { keepDims: true }), all: max(sum) };
  };
  const shapes = [[3, 10, 6], [3, 10, 1], [6]];
  const inputs = shapes.map((shape) => reshape(x(shape.reduce((m, n) => m * n, 1)), shape));
  await expectSame(program, ...inputs);
});

test.each([3, 4, 5])('elements of which each stands twice, the first %i of eight', async (end) => {
  const program: Program = (flat) => {
    const twice = broadcastTo(reshape(flat!.mul(3), [4, 1]), [4, 2]);
    return slice(reshape(twice, [8]), { axis: 0, end }).add(1);
  };
  await expectSame(program, x(4));
});
