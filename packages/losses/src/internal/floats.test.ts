import { ArgumentError, DTypeError, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { requireFloats } from './floats.js';

test('float tensors of one dtype', () => {
  const [x, half, int, bool] = (['float32', 'float16', 'int32', 'bool'] as const).map((dtype) =>
    tensor([1], { dtype }),
  );
  requireFloats('mse', { prediction: x!, target: x! });
  requireFloats('mse', { prediction: half!, target: half! });
  const thrown = (prediction: unknown, target: unknown, error: Error) =>
    expect(() => requireFloats('mse', { prediction, target } as never)).toThrow(error);
  thrown(x, int, new DTypeError("mse: target of dtype int32 must be float: target.cast('float32')"));
  thrown(int, half, new DTypeError("mse: prediction of dtype int32 must be float: prediction.cast('float16')"));
  thrown(bool, bool, new DTypeError("mse: prediction of dtype bool must be float: prediction.cast('float32')"));
  thrown(x, half, new DTypeError("mse: target of dtype float16 must be float32 like the rest: target.cast('float32')"));
  thrown(x, undefined, new ArgumentError('mse: target must be a tensor, got undefined'));
  thrown([1], x, new ArgumentError('mse: prediction must be a tensor, got an array; wrap it: tensor(values)'));
});
