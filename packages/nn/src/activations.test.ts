import { grad, mul, sum, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, expectLikeTorch, fixture, wave } from '../test/torch.js';
import { gelu, leakyRelu, relu, sigmoid, silu, softplus, softsign, tanh } from './activations.js';
import type { Layer, NoParams } from './layer.js';

const { cases } = fixture('activations');

const layers: Record<string, Layer<NoParams>> = {
  relu: relu(),
  tanh: tanh(),
  sigmoid: sigmoid(),
  softplus: softplus(),
  softsign: softsign(),
  silu: silu(),
  gelu: gelu(),
  'gelu, tanh': gelu({ approximate: 'tanh' }),
  leakyRelu: leakyRelu(),
  'leakyRelu 0.2': leakyRelu({ negativeSlope: 0.2 }),
};

test('every case of torch has its layer', () => {
  expect(Object.keys(layers)).toEqual(cases.map(({ name }) => name));
});

test.each(cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test.each(cases)('$name: second derivative as in torch', async ({ name, input, secondGradient }) => {
  const x = tensor(Float64Array.from(input.data));
  const slopes = grad((z: Tensor) => sum(mul(layers[name]!.apply({}, z), wave(x.shape, 1, 1.1))));
  const seconds = grad((z: Tensor) => sum(mul(slopes(z), wave(x.shape, 1, 2.3))))(x);
  await expectClose(seconds, secondGradient!, name);
});

test('wrong options are errors', () => {
  expect(() => gelu({ approximate: 'new' as 'tanh' })).toThrow(
    "gelu: approximate 'new' is unknown; allowed: none, tanh",
  );
  expect(() => gelu({ approx: 'tanh' } as object)).toThrow("gelu: unknown option 'approx'; allowed: approximate");
  expect(() => leakyRelu({ slope: 0.1 } as object)).toThrow(
    "leakyRelu: unknown option 'slope'; allowed: negativeSlope",
  );
  expect(() => leakyRelu({ negativeSlope: Number.NaN })).toThrow(
    'leakyRelu: negativeSlope NaN must be a finite number',
  );
});
