import { mul, sum, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, fixture, wave } from '../../test/fixture.js';
import { expectHessian } from '../../test/second-order.js';
import { mse } from './mse.js';

const [a, b] = [wave([3, 2], 2, 0.3), wave([3, 2], 1, 2)];

test.each(fixture.mse)('$reduction: value and gradient as in torch', async ({ reduction, loss, gradient }) => {
  const [, grads, value] = valueAndGrad(
    (x: typeof a) => {
      const y = mse(x, b, { reduction });
      return [sum(mul(y, wave(y.shape, 1, 1.1))), y] as const;
    },
    { aux: true },
  )(a);
  await expectClose(value, loss);
  await expectClose(grads, gradient);
});

test('the mean of a mask is over what counts, be it one or none', async () => {
  const [x, y] = [tensor([1, 2, 3]), tensor([0, 4, 9])];
  await expectClose(mse(x, y, { mask: tensor([false, true, false]) }), [4]);
  await expectClose(mse(x, y, { mask: tensor(false) }), [0]);
});

test('second derivatives', async () => {
  await expectHessian((x) => mse(x, b), a);
});

test('wrong shapes and options are errors', () => {
  expect(() => mse(a, wave([3], 1, 0))).toThrow('mse: prediction and target have different shapes, [3, 2] and [3]');
  expect(() => mse(a, b.cast('int32'))).toThrow("mse: target of dtype int32 must be float: target.cast('float32')");
  expect(() => mse(a, [1, 2] as never)).toThrow('mse: target must be a tensor, got an array');
  expect(() => mse(a, b, 'sum' as never)).toThrow("mse: expected options such as { reduction: … }, got 'sum'");
  expect(() => mse(a, b, { reduction: 'average' as 'mean' })).toThrow(
    "mse: reduction 'average' is unknown; allowed: none, mean, sum",
  );
  expect(() => mse(a, b, { axis: 1 } as object)).toThrow("mse: unknown option 'axis'");
});
