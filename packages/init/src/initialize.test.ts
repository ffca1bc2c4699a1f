import { key, normal, ones, ShapeError, split, type Tensor, tensor, zeros as zeroTensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { constant } from './constant.js';
import { type InitRule, initialize } from './initialize.js';
import type { Initializer } from './initializer.js';
import { kaimingUniform } from './kaiming-uniform.js';
import { lecunNormal } from './lecun-normal.js';
import { zeros } from './zeros.js';

const layer = {
  init: (k: Tensor) => ({
    blocks: [0, 1].map((i) => ({
      attention: { weight: normal(split(k, 2)[i]!, [3, 4]), bias: ones([3]) },
      norm: { weight: ones([4]) },
    })),
    head: { weight: normal(k, [2, 4]), bias: ones([2]) },
  }),
};
const numbers = async (x: Tensor) => Array.from(await x.data());

test('the last rule that matches decides; what none matches keeps its value', async () => {
  const params = initialize(
    layer,
    [
      ['**.bias', zeros()],
      ['blocks.*.attention.*', constant(2)],
      [/^head\.w/, constant(3)],
      [(x, path) => x.rank === 1 && path.startsWith('blocks.1.norm'), constant(4)],
    ],
    key(1),
  );
  expect(await numbers(params.blocks[0]!.attention.bias)).toEqual([2, 2, 2]);
  expect((await numbers(params.blocks[1]!.attention.weight))[5]).toBe(2);
  expect(await numbers(params.blocks[0]!.norm.weight)).toEqual([1, 1, 1, 1]);
  expect(await numbers(params.blocks[1]!.norm.weight)).toEqual([4, 4, 4, 4]);
  expect(await numbers(params.head.bias)).toEqual([0, 0]);
  expect((await numbers(params.head.weight))[0]).toBe(3);
});

test('a tree of parameters; keys of their own; the same key, the same values', async () => {
  const params = { a: { weight: zeroTensor([4, 4]) }, b: { weight: zeroTensor([4, 4], 'float16') } };
  const draw = (seed: number) => initialize(params, [['**', lecunNormal()]], key(seed));
  expect(await numbers(draw(1).a.weight)).toEqual(await numbers(draw(1).a.weight));
  expect(await numbers(draw(1).a.weight)).not.toEqual(await numbers(draw(2).a.weight));
  expect((await numbers(draw(1).a.weight))[0]).not.toBeCloseTo((await numbers(draw(1).b.weight))[0]!, 2);
  expect(draw(1).b.weight.dtype).toBe('float16');
});

test('a bias has the fans of its weight', async () => {
  const params = { weight: zeroTensor([50, 4]), bias: zeroTensor([50]) };
  const { bias } = initialize(params, [['bias', kaimingUniform({ nonlinearity: 'linear' })]], key(1));
  const most = Math.max(...(await numbers(bias)).map(Math.abs));
  expect(most).toBeGreaterThan(0.8 * Math.sqrt(3 / 4));
  expect(most).toBeLessThan(Math.sqrt(3 / 4));
});

test('patterns', () => {
  const paths = (pattern: string) => {
    const p = { a: { w1: zeroTensor([1]), b: { w2: zeroTensor([1]) } }, 'c+': zeroTensor([1]) };
    const made = initialize(p, [[pattern, constant(1)]], key(0));
    return Promise.all([made.a.w1.item(), made.a.b.w2.item(), made['c+'].item()]).then(String);
  };
  return expect(Promise.all(['**', 'a.**', 'a.*', '**.w*', '**.b.*', 'c+', 'a.**.w1'].map(paths))).resolves.toEqual([
    '1,1,1',
    '1,1,0',
    '1,0,0',
    '1,1,0',
    '0,1,0',
    '0,0,1',
    '1,0,0',
  ]);
});

test('what an initializer throws or returns amiss names the parameter', () => {
  const run = (initializer: Initializer) => () =>
    initialize({ block: { scale: zeroTensor([4]) } }, [['**', initializer]], key(0));
  expect(run(lecunNormal())).toThrow(ShapeError);
  expect(run(lecunNormal())).toThrow("initialize: 'block.scale': lecunNormal: shape [4] has no axis 1");
  expect(run(() => zeroTensor([5]))).toThrow(
    "initialize: the initializer of 'block.scale' returned [5] instead of [4]",
  );
  expect(run((() => 3) as never)).toThrow("initialize: the initializer of 'block.scale' must return a tensor, got 3");
  const fault = new TypeError('a fault of its own');
  expect(
    run(() => {
      throw fault;
    }),
  ).toThrow(fault);
});

test('rules that decide nothing and other mistakes are errors', () => {
  const params = { weight: zeroTensor([2, 2]), bias: zeroTensor([2]) };
  const run = (...rules: InitRule[]) => initialize(params, rules, key(0));
  expect(() => run(['wieght', zeros()])).toThrow(
    'initialize: rule 0 (wieght) decides nothing: no parameter matches it, or later rules match them all; parameters: weight, bias',
  );
  expect(() => run(['weight', zeros()], ['**', zeros()])).toThrow('rule 0 (weight) decides nothing');
  expect(() => run()).toThrow('initialize: rules must be a list');
  expect(() => run(['bias', 0 as never])).toThrow(
    'the second entry of rule 0 must be an initializer such as zeros(), got 0',
  );
  expect(() => run([3 as never, zeros()])).toThrow('initialize: rule 0: match must be a pattern of paths');
  expect(() => initialize({ a: 1 }, [['**', zeros()]], key(0))).toThrow(
    "'a' must be a tensor or the model a layer, got 1",
  );
  expect(() => initialize({ a: tensor([1], { dtype: 'int32' }) }, [['**', zeros()]], key(0))).toThrow("'a' is int32");
  expect(() => initialize({}, [['**', zeros()]], key(0))).toThrow('initialize: model has no parameters');
  expect(() => initialize(params, [['**', zeros()]], 3 as never)).toThrow(
    'initialize: key must be a key such as key(3)',
  );
});
