import { key } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectChildren } from '../test/children.js';
import { expectClose, shapesOf, wave } from '../test/torch.js';
import { relu } from './activations.js';
import { dropout } from './dropout.js';
import type { ParamsOf } from './layer.js';
import { type LinearParams, linear } from './linear.js';
import { residual } from './residual.js';
import { sequential } from './sequential.js';

test('adds the input', async () => {
  const inner = linear(3, 3);
  const layer = residual(inner);
  const params = layer.init(key(2));
  const x = wave([2, 3]);
  await expectClose(layer.apply(params, x), Array.from(await x.add(inner.apply(params, x)).data()), 'x + layer(x)');
});

test('parameters and children are those of the layer', () => {
  const branch = sequential(linear(3, 3), relu());
  const layer = residual(branch);
  expectTypeOf<ParamsOf<typeof layer>>().toEqualTypeOf<ParamsOf<typeof branch>>();
  expectChildren(layer, ['0', '1']);
  const single = residual(linear(3, 3));
  expectTypeOf<ParamsOf<typeof single>>().toEqualTypeOf<LinearParams>();
  expect(shapesOf(single.init(key(0)))).toEqual({ weight: [3, 3], bias: [3] });
  expect(single.children).toBeUndefined();
});

test('hands the context on', async () => {
  const layer = residual(dropout(0.5));
  const [x, context] = [wave([40]), { training: true, key: key(3) }];
  const dropped = await dropout(0.5).apply({}, x, context).data();
  await expectClose(
    layer.apply({}, x, context),
    Array.from(await x.data(), (v, i) => v + dropped[i]!),
    'dropout',
  );
});

test('what is no layer, or changes the shape, is an error', () => {
  expect(() => residual(undefined as never)).toThrow('residual: its argument must be a layer, got undefined');
  const layer = residual(linear(3, 2));
  expect(() => layer.apply(layer.init(key(0)), wave([2, 3]))).toThrow('[2, 3]');
});
