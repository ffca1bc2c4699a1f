import { key, split } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { constant } from './constant.js';
import { lecunNormal } from './lecun-normal.js';
import { orthogonal } from './orthogonal.js';
import { stacked } from './stacked.js';
import { xavierNormal } from './xavier-normal.js';

test('each part is what it would be alone, with its own key and fans', async () => {
  const whole = await stacked(3, xavierNormal())(key(1), [12, 4]).data();
  const keys = split(key(1), 3);
  const parts = await Promise.all(keys.map((k) => xavierNormal()(k, [4, 4]).data()));
  expect(Array.from(whole)).toEqual(parts.flatMap((x) => Array.from(x)));
});

test('the fans that a layer gives are shared out', async () => {
  const seen: unknown[] = [];
  const spy = (_key: unknown, shape: readonly number[], fans?: unknown) => {
    seen.push(fans);
    return constant(0)(key(0), shape);
  };
  stacked(4, spy)(key(1), [8], { fanIn: 5, fanOut: 8 });
  expect(seen).toEqual(new Array(4).fill({ fanIn: 5, fanOut: 2 }));
});

test('a scheme for each part: the forget gate of an LSTM', async () => {
  const bias = stacked([constant(0), constant(1), constant(0), constant(0)])(key(1), [8]);
  expect(Array.from(await bias.data())).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
});

test('along another axis, the same transposed', async () => {
  const w = stacked(3, orthogonal(), { axis: 0 })(key(1), [12, 4]);
  const other = stacked(3, orthogonal({ axes: { input: 0, output: 1 } }), { axis: -1 })(key(1), [4, 12]);
  expect(await other.transpose().data()).toEqual(await w.data());
  const biases = stacked([constant(1), constant(2)], { axis: 1 })(key(1), [2, 2]);
  expect(Array.from(await biases.data())).toEqual([1, 2, 1, 2]);
});

test('the recurrent matrices of an LSTM are orthogonal one by one', async () => {
  const w = stacked(4, orthogonal())(key(1), [12, 3]);
  const first = w.slice({ axis: 0, start: 3, end: 6 });
  const product = await first.matmul(first, { transposeB: true }).data();
  product.forEach((x, i) => {
    expect(x).toBeCloseTo(i % 4 === 0 ? 1 : 0, 6);
  });
});

test('wrong arguments are errors', () => {
  expect(() => stacked(3, lecunNormal())(key(0), [7, 2])).toThrow('stacked: 3 parts do not divide axis 0 of [7, 2]');
  expect(() => stacked(3, lecunNormal())(key(0), [])).toThrow('stacked: axis 0 is no axis of shape []');
  expect(() => stacked(0, lecunNormal())).toThrow('stacked: parts 0 must be a whole number from 1 up');
  expect(() => stacked(2, lecunNormal(), { axis: 2 })(key(0), [4, 2])).toThrow(
    'stacked: axis 2 is no axis of shape [4, 2]',
  );
  expect(() => stacked(2, lecunNormal(), { axes: 0 } as object)).toThrow("stacked: unknown option 'axes'");
  expect(() => stacked([])).toThrow('stacked: parts must be a number or a list of initializers');
  expect(() => stacked([lecunNormal(), 1 as never])).toThrow(
    'stacked: part 1 must be an initializer such as zeros(), got 1',
  );
});
