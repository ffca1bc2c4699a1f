import { readFileSync } from 'node:fs';
import * as o from '@saddlepoint/optimizers';
import {
  byteSize,
  compile,
  Graph,
  type GraphNode,
  reference,
  sizeOf,
  type Tensor,
  tree,
  zeros,
} from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { Kernel } from './fuse/kernel.js';
import { plan } from './fuse/plan.js';

/** The table "Update rules" of the optimizers' README: names and the last column. */
const readme = readFileSync(new URL('../../optimizers/README.md', import.meta.url), 'utf8');
const [table] = readme.split('| method | what it does | defaults | bytes |\n')[1]!.split('\n\n');
const rows = [...table!.matchAll(/^\| `(\w+).*\|(.*?)\|$/gm)].map(([, name, bytes]) => ({
  name,
  bytes: bytes!.trim(),
}));

type Params = { readonly weight: Tensor };
const [m, n] = [1024, 1000];
const weight = zeros([m, n]);

/** Values of the size of the parameter; what is smaller does not count. */
const isLarge = (size: number): boolean => size >= m * n;

/** Each input that is read element by element counts once, and each result that is written. */
function bytesOfLoop({ size, inputs, results }: Kernel): number {
  const read = new Map(inputs.filter(({ repeat, count }) => repeat === 1 && isLarge(count)).map((x) => [x.value, x]));
  const written = results.filter(({ reduce }) => !reduce && isLarge(size));
  return size * [...read.values(), ...written].reduce((total, { dtype }) => total + byteSize(dtype), 0);
}

/** The same of the engine's operations. */
function bytesOfSession(nodes: readonly GraphNode[]): number {
  const bytes = ({ shape, dtype }: GraphNode) => (isLarge(sizeOf(shape)) ? sizeOf(shape) * byteSize(dtype) : 0);
  const done = nodes.filter(({ op }) => op !== 'input' && op !== 'constant');
  return done.reduce((total, x) => total + bytes(x) + x.inputs.reduce((sum, i) => sum + bytes(nodes[i]!), 0), 0);
}

/** Bytes that an update moves for each parameter. */
function bytesOf(optimizer: o.Transform): number {
  const params: Params = { weight };
  const update = compile(reference(), (p: Params, state: o.OptimizerState, grads: Params) => {
    const next = optimizer.update(grads, state, p);
    return { params: o.applyUpdates(p, next.updates), state: next.state };
  });
  const { nodes, inputs, outputs } = update.graph(params, optimizer.init(params), params);
  // Inputs that are results are handed through, without the engine.
  const computed = new Graph(
    nodes,
    inputs,
    outputs.filter((value) => !inputs.includes(value)),
  );
  const { steps } = plan(computed, 'auto');
  const bytes = steps.map((step) => {
    if (step.kind === 'kernel') return bytesOfLoop(step.kernel);
    return step.kind === 'session' ? bytesOfSession(step.graph.nodes) : Number.NaN;
  });
  return bytes.reduce((a, b) => a + b) / (m * n);
}

const loops: Readonly<Record<string, readonly o.Transform[]>> = {
  adagrad: [o.adagrad()],
  adadelta: [o.adadelta()],
  rmsprop: [o.rmsprop()],
  amsgrad: [o.amsgrad()],
  adamax: [o.adamax()],
  nadam: [o.nadam()],
  radam: [o.radam()],
  adabelief: [o.adabelief()],
  yogi: [o.yogi()],
  adan: [o.adan()],
  adopt: [o.adopt()],
  ademamix: [o.ademamix()],
  adafactor: [o.adafactor()],
  lion: [o.lion()],
  signSgd: [o.signSgd()],
  lamb: [o.lamb()],
  lars: [o.lars()],
  sophiaH: [o.sophiaH()],
  sophiaG: [o.sophiaG()],
  scheduleFreeSgd: [o.scheduleFreeSgd()],
  scheduleFreeAdamw: [o.scheduleFreeAdamw()],
  prodigy: [o.prodigy()],
  dadaptAdam: [o.dadaptAdam()],
  adam8bit: [o.adam8bit(), o.lion8bit()],
};

test.each(Object.entries(loops))('%s moves the bytes that its README says', (name, optimizers) => {
  const said = rows.find((row) => row.name === name)?.bytes;
  expect(optimizers.map((x) => bytesOf(x).toFixed(0)).join(', ')).toBe(said);
});

test('SGD moves 12 bytes, Adam 28, as the README says', () => {
  expect(readme).toContain('SGD moves 12, Adam 28');
  expect([o.sgd(), o.adam(), o.adamw()].map((x) => Math.round(bytesOf(x)))).toEqual([12, 28, 28]);
});

/** With products of matrices: parameters, gradients and state, each read once, and all but the gradients written. */
const r = 128;
const products: Readonly<Record<string, [o.Transform, string, number]>> = {
  muon: [o.muon(), '20', 20],
  shampoo: [o.shampoo(), '12 + 16 (m² + n²) / mn', 12 + (16 * (m * m + n * n)) / (m * n)],
  soap: [o.soap(), '28 + 16 (m² + n²) / mn', 28 + (16 * (m * m + n * n)) / (m * n)],
  galoreAdamw: [o.galoreAdamw({ rank: r }), '12 + 16 r / n + 8 r / m', 12 + (16 * r) / n + (8 * r) / m],
};

test.each(Object.entries(products))('%s moves the bytes that its README says, besides products', (name, row) => {
  const [optimizer, said, bytes] = row;
  expect(rows.find((row) => row.name === name)?.bytes).toBe(said);
  const state = (tree.leaves(optimizer.init({ weight }) as unknown) as Tensor[]).filter(({ rank }) => rank > 0);
  const ofState = state.reduce((total, x) => total + x.size * byteSize(x.dtype), 0);
  expect(12 + (2 * ofState) / (m * n)).toBeCloseTo(bytes, 9);
});

test('every row of the table is counted', () => {
  const counted = [...Object.keys(loops), ...Object.keys(products)];
  expect(rows.flatMap(({ name, bytes }) => (bytes === '' ? [] : [name])).sort()).toEqual(counted.sort());
});
