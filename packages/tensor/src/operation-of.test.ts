import { expect, test } from 'vitest';
import { checkpoint, compile, customGradient, operationOf, reference, softmax, type Tensor, tensor } from './index.js';

test('the operation of a traced value, and what went in', async () => {
  const seen: unknown[] = [];
  const run = compile(reference(), (x: Tensor) => {
    const y = softmax(x, 0);
    seen.push(operationOf(x), operationOf(y)?.name, operationOf(y)?.attributes, operationOf(y)?.inputs[0] === x);
    return y;
  });
  await run(tensor([1, 2]));
  expect(seen).toEqual([undefined, 'softmax', { axis: 0 }, true]);
});

test('through derivatives given by hand', () => {
  const x = tensor([1, 2]);
  const own = customGradient(
    (a: Tensor) => a.sigmoid(),
    ([g]) => [g],
  );
  expect(operationOf(own(x))).toEqual({ name: 'sigmoid', attributes: {}, inputs: [x] });
  expect(operationOf(checkpoint((a: Tensor) => a.exp())(x))?.name).toBe('exp');
});

test('of tensors only', () => {
  expect(() => operationOf([1] as never)).toThrow('operationOf: expected a tensor, got an array');
});

test('nothing once it is computed', async () => {
  const y = tensor([1, 2]).exp();
  expect(operationOf(y)?.name).toBe('exp');
  await y.data();
  expect(operationOf(y)).toBeUndefined();
});
