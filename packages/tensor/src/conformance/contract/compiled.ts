import { grad, valueAndGrad } from '../../autodiff/transforms.js';
import { compile, compileGraph } from '../../compile.js';
import { DisposedError } from '../../errors.js';
import { loadGraph, saveGraph } from '../../graph-file.js';
import { full, zeros } from '../../ops/creation.js';
import { gather } from '../../primitives/indexing.js';
import { concat } from '../../primitives/movement.js';
import { bits, foldIn, key, normal, split, uniform } from '../../random/keys.js';
import { reference } from '../../reference/backend.js';
import { type Tensor, tensor } from '../../tensor.js';
import { trace } from '../../trace.js';
import { type ContractCheck, expectFailure, expectTensor, expectValues } from './expect.js';

/** Compiled functions: what the core hands to the engine, and what it handles itself. */
export const compiledChecks: Readonly<Record<string, ContractCheck>> = {
  async 'donation through compile'(backend) {
    const step = compile(
      backend,
      (p: { w: Tensor; b: Tensor }, x: Tensor) => {
        const [loss, g] = valueAndGrad((q: typeof p) => q.w.mul(x).add(q.b).square().mean())(p);
        return { p: { w: p.w.sub(g.w.mul(0.1)), b: p.b.sub(g.b.mul(0.1)) }, loss };
      },
      { donate: [0] },
    );
    const x = tensor([1, 2, 3]);
    let p = { w: tensor([1, 1, 1]), b: tensor([0.5]) };
    let [w, b] = [[1, 1, 1], 0.5];
    for (let i = 0; i < 4; i++) {
      const before = p;
      const result = await step(p, x);
      p = result.p;
      const error = [1, 2, 3].map((v, k) => w[k]! * v + b);
      await expectTensor(`loss ${i}`, result.loss, [error.reduce((t, e) => t + (e * e) / 3, 0)], 4);
      w = w.map((v, k) => v - (0.1 * 2 * error[k]! * (k + 1)) / 3);
      b -= (0.1 * 2 * error.reduce((t, e) => t + e, 0)) / 3;
      const problem = await expectFailure('reading a donated tensor', before.w.data());
      if (!(problem instanceof DisposedError))
        throw new Error(`a donated tensor gives ${problem.name}, not DisposedError`);
    }
    await expectTensor('w', p.w, w, 4);
    await expectTensor('b', p.b, [b], 4);
    await step.dispose();
  },

  async 'inputs handed through'(backend) {
    const pass = compile(backend, (x: Tensor, y: Tensor) => ({ x, sum: x.add(y), again: x }));
    const [x, y] = [tensor([1, 2]), tensor([3, 4])];
    const first = await pass(x, y);
    const second = await pass(first.sum, first.x);
    first.sum.dispose();
    await expectTensor('handed through', second.x, [4, 6]);
    await expectTensor('computed', second.sum, [5, 8]);
    second.x.dispose();
    await expectTensor('twice', second.again, [4, 6]);
    await expectTensor('the argument', x, [1, 2]);
    await pass.dispose();
  },

  async 'donated inputs handed through'(backend) {
    const swap = compile(backend, (x: Tensor, y: Tensor) => ({ x: y, y: x, z: x.add(y) }), { donate: [0, 1] });
    const first = await swap(tensor([1, 2]), tensor([3, 4]));
    const second = await swap(first.x, first.y);
    await expectTensor('swapped twice', second.x, [1, 2]);
    await expectTensor('swapped twice', second.y, [3, 4]);
    await expectTensor('the sum', second.z, [4, 6]);
    await swap.dispose();
  },

  async 'the same result twice'(backend) {
    const twice = compile(backend, (x: Tensor) => {
      const y = x.mul(2);
      return [y, y, x.mul(2), y.add(1)];
    });
    const results = await twice(tensor([1, 2]));
    results[0]!.dispose();
    await expectTensor('second', results[1]!, [2, 4]);
    await expectTensor('third', results[2]!, [2, 4]);
    await expectTensor('fourth', results[3]!, [3, 5]);
    await twice.dispose();
  },

  async 'constant results'(backend) {
    const constants = compile(backend, (x: Tensor) => ({
      scalar: full([], 2).mul(3),
      array: tensor([1, 2]).add(1),
      filled: full([70_000], 1).slice({ axis: 0, end: 2 }),
      noGradient: grad((y: Tensor) => y.floor().sum())(x),
      x: x.add(1),
    }));
    for (const value of [1, 5]) {
      const results = await constants(tensor([value]));
      await expectTensor('scalar', results.scalar, [6]);
      await expectTensor('array', results.array, [2, 3]);
      await expectTensor('filled', results.filled, [1, 1]);
      await expectTensor('no gradient', results.noGradient, [0]);
      await expectTensor('computed', results.x, [value + 1]);
    }
    await constants.dispose();
  },

  async 'nothing to compute'(backend) {
    const same = compile(backend, (x: Tensor) => x);
    await expectTensor('identity', await same(tensor([1, 2])), [1, 2]);
    const none = compile(backend, (_x: Tensor) => ({}));
    await none(tensor([1]));
    const constant = compile(backend, () => full([2], 3));
    await expectTensor('constant', await constant(), [3, 3]);
    for (const fn of [same, none, constant]) await fn.dispose();
  },

  async 'empty inputs and results'(backend) {
    const run = compile(backend, (x: Tensor, y: Tensor) => ({
      empty: x.exp(),
      sum: x.sum(0),
      joined: concat([x, y]),
      product: x.transpose().matmul(x),
      mean: y.mean(),
    }));
    const results = await run(zeros([0, 2]), tensor([[1, 2]]));
    await expectTensor('empty', results.empty, []);
    await expectTensor('sum of nothing', results.sum, [0, 0]);
    await expectTensor('joined', results.joined, [1, 2]);
    await expectTensor('product over nothing', results.product, [0, 0, 0, 0]);
    const again = await run(results.empty, results.joined);
    await expectTensor('fed back', again.mean, [1.5]);
    await run.dispose();
  },

  async 'numbers are inputs'(backend) {
    const scale = compile(backend, (x: Tensor, options: { rate: Tensor; name: string }) => x.mul(options.rate));
    for (const rate of [2, 3, -1])
      await expectTensor(`rate ${rate}`, await scale(tensor([1, 2]), { rate, name: 'a' }), [rate, 2 * rate]);
    await scale.dispose();
  },

  async 'other shapes and dtypes'(backend) {
    const double = compile(backend, (x: Tensor) => x.add(x));
    await expectTensor('vector', await double(tensor([1, 2])), [2, 4]);
    await expectTensor('matrix', await double(tensor([[1], [2]])), [2, 4]);
    await expectTensor('scalar', await double(tensor(4)), [8]);
    await expectTensor('int32', await double(tensor([2 ** 24 + 1], { dtype: 'int32' })), [2 ** 25 + 2]);
    await expectTensor('float16', await double(tensor([1.5], { dtype: 'float16' })), [3]);
    await double.dispose();
  },

  async 'overlapping calls'(backend) {
    const slow = compile(backend, (x: Tensor) => x.mul(x).add(1));
    const results = await Promise.all([1, 2, 3, 4, 5].map((v) => slow(tensor([v, -v]))));
    for (const [i, y] of results.entries()) await expectTensor(`call ${i}`, y, [(i + 1) ** 2 + 1, (i + 1) ** 2 + 1]);
    await slow.dispose();
  },

  async 'results of one function in another'(backend) {
    const first = compile(backend, (x: Tensor) => x.mul(2));
    const y = await first(tensor([1, 2]));
    const second = compile(backend, (z: Tensor) => z.add(y));
    await first.dispose();
    await expectTensor('captured', await second(tensor([10, 20])), [12, 24]);
    await expectTensor('lazy', y.add(y).exp().log(), [4, 8], 4);
    await expectTensor('captured again', await second(y), [4, 8]);
    await second.dispose();
  },

  async 'an index out of range is an error'(backend) {
    const take = compile(backend, (x: Tensor, at: Tensor) => gather(x, at));
    const row = tensor([10, 20, 30]);
    await expectTensor('in range', await take(row, tensor([2, 0], { dtype: 'int32' })), [30, 10]);
    for (const index of [-1, 3]) {
      await expectFailure(`index ${index} of 3`, take(row, tensor([0, index], { dtype: 'int32' })));
    }
    await expectTensor('the next call', await take(row, tensor([1], { dtype: 'int32' })), [20]);
    await take.dispose();
  },

  async 'lazy evaluation on the backend'(backend) {
    const x = tensor([1, 4, 9]).sqrt().add(1);
    expectValues('data', await x.data(backend), [2, 3, 4]);
    expectValues('kept', await x.mul(2).data(), [4, 6, 8]);
  },

  async 'random numbers inside'(backend) {
    const draw = (k: Tensor, step: Tensor) => {
      const [a, b] = split(foldIn(k, step.cast('int32'))) as [Tensor, Tensor];
      return { bits: bits(a, [4]), uniform: uniform(b, [3]).mul(2), normal: normal(a, [5]).add(step) };
    };
    const [here, there] = [compile(backend, draw), compile(reference(), draw)];
    const seen = new Set<string>();
    for (const [seed, step] of [
      [1, 0],
      [1, 1],
      [2, 0],
      [1, 0],
    ] as const) {
      const [a, b] = [await here(key(seed), step), await there(key(seed), step)];
      for (const name of ['bits', 'uniform', 'normal'] as const)
        await expectTensor(name, a[name], await b[name].data());
      seen.add((await a.bits.data()).join());
    }
    if (seen.size !== 3) throw new Error(`three different keys and steps gave ${seen.size} different draws`);
    await here.dispose();
  },

  async 'a saved graph'(backend) {
    const graph = trace(
      (x: Tensor, k: Tensor) => [x.softmax(), normal(k, [2]), full([2], 7)],
      tensor([1, 2, 3]),
      key(1),
    );
    const [runner, loaded] = [
      await compileGraph(backend, graph),
      await compileGraph(backend, loadGraph(saveGraph(graph))),
    ];
    const inputs = [tensor([0, 1, -1]), key(5)];
    const [a, b] = [await runner.run(inputs), await loaded.run(inputs)];
    for (const [i, x] of a.entries()) await expectTensor(`result ${i}`, b[i]!, await x.data());
    await runner.dispose();
    await loaded.dispose();
  },
};
