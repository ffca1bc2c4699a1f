import { describe, expect, test } from 'vitest';
import {
  bernoulli,
  categorical,
  compile,
  foldIn,
  key,
  normal,
  ones,
  permutation,
  reference,
  split,
  type Tensor,
  trace,
  uniform,
  zeros,
} from '../index.js';
import { opsOf } from '../testing/graphs.js';
import { numbers } from '../testing/values.js';
import { cut, type Parts } from './host.js';

const seed = key(7);
const parts = (fn: (...args: Tensor[]) => unknown, ...args: Tensor[]): Parts => cut(trace(fn, ...args));

test('a graph without random numbers goes to the engine whole', () => {
  const { host, engine, engineInputs, outputs } = parts((x) => x!.exp(), ones([2]));
  expect([host.nodes, opsOf(engine), engineInputs]).toEqual([[], ['exp'], [0]]);
  expect(outputs).toEqual([{ from: 'engine', index: 0 }]);
});

test('keys are derived and numbers drawn on the host; the engine gets the numbers', () => {
  const { host, hostInputs, engine, engineInputs } = parts(
    (x, k) => {
      const [a, b] = split(foldIn(k!, 3));
      return x!.mul(normal(a!, [2])).add(uniform(b!, [2]));
    },
    ones([2]),
    seed,
  );
  expect(hostInputs).toEqual([1]);
  expect(engineInputs).toEqual([0]);
  expect(opsOf(host)).toContain('randomSplit');
  expect(opsOf(engine)).toEqual(['mul', 'add']);
  expect(engine.nodes.filter((n) => n.op === 'input').map((n) => n.attributes.name)).toEqual(['0', 'host0', 'host1']);
  for (const node of engine.nodes) expect(node.op).not.toMatch(/^random/);
});

test('a step counter folds into the key on the host, and may be used by the engine as well', () => {
  const fn = (x: Tensor, k: Tensor, step: Tensor) => x.mul(step.cast('float32')).add(normal(foldIn(k, step), [2]));
  const { hostInputs, engineInputs } = parts(fn as never, ones([2]), seed, zeros([], 'int32'));
  expect([hostInputs, engineInputs]).toEqual([
    [1, 2],
    [0, 2],
  ]);
});

test('outputs come from wherever they are: inputs, constants, the host, the engine', () => {
  const { outputs, engine, host } = parts(
    (x, k) => [x, ones([]), split(k!)[0], normal(k!, [2]), x!.exp(), x, x!.exp()],
    ones([2]),
    seed,
  );
  expect(outputs.map((o) => o.from)).toEqual(['input', 'constant', 'host', 'host', 'engine', 'input', 'engine']);
  expect(engine.outputs).toHaveLength(1);
  expect(host.outputs).toHaveLength(2);
});

test('small whole numbers made of random ones stay on the host; floats go to the engine', () => {
  const order = parts((x, k) => x!.gather(permutation(k!, 4).slice({ axis: 0, end: 2 })), ones([4]), seed);
  expect(opsOf(order.engine)).toEqual(['gather']);
  const mask = parts((x, k) => bernoulli(k!, 0.5, [4]).cast('float32').mul(x!), ones([4]), seed);
  expect(opsOf(mask.engine)).toEqual(['less', 'cast', 'mul']);
});

describe('compiled random numbers', () => {
  test('the same key gives the same numbers as outside, another key others', async () => {
    const draw = (k: Tensor, step: Tensor) => {
      const [next, use] = split(foldIn(k, step.cast('int32')));
      return { next: next!, noise: normal(use!, [3]), choice: categorical(use!, ones([2, 5])) };
    };
    const compiled = compile(reference(), draw);
    const plain = draw(seed, ones([]).mul(4));
    const [first, again, other] = [await compiled(seed, 4), await compiled(seed, 4), await compiled(seed, 5)];
    expect(await numbers(first.noise)).toEqual(await numbers(plain.noise));
    expect(await numbers(first.noise)).toEqual(await numbers(again.noise));
    expect(await numbers(first.noise)).not.toEqual(await numbers(other.noise));
    expect(await numbers(first.next)).toEqual(await numbers(plain.next));
    expect(await numbers(first.choice)).toEqual(await numbers(plain.choice));
  });

  test('a chain of keys, each call handing the next one on', async () => {
    const step = compile(
      reference(),
      (k: Tensor) => {
        const [next, use] = split(k);
        return [next!, uniform(use!, [])] as const;
      },
      { donate: [0] },
    );
    const seen = new Set<number>();
    let current = key(1);
    for (let i = 0; i < 20; i++) {
      const [next, value] = await step(current);
      current = next;
      seen.add(await value.item());
    }
    expect(seen.size).toBe(20);
  });

  test('a constant key draws the same numbers at every call', async () => {
    const fixed = compile(reference(), (x: Tensor) => x.add(uniform(key(3), [2])));
    expect(await numbers(await fixed(zeros([2])))).toEqual(await numbers(await fixed(zeros([2]))));
    expect(await numbers(await fixed(zeros([2])))).toEqual(await numbers(uniform(key(3), [2])));
  });
});
