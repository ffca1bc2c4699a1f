import { ones, zeros } from '@saddlepoint/init';
import { key, ShapeError, TreeError, tensor } from '@saddlepoint/tensor';
import { expect, expectTypeOf, test } from 'vitest';
import { expectLikeTorch, expectStart, fixture, type Start, shapesOf, wave } from '../test/torch.js';
import type { ParamsOf } from './layer.js';
import { type LinearParams, linear } from './linear.js';

const { cases, starts } = fixture<{ starts: Start[] }>('linear');

test.each(cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(linear(4, 3, torch.name === 'no bias' ? { bias: false } : {}), torch);
});

test('starts as in torch', async () => {
  await expectStart(linear(50, 2000), starts[0]!);
});

test('weight and bias start from different keys, or as the user says', async () => {
  const { weight, bias } = linear(1, 4).init(key(1));
  expect(await weight.data()).not.toEqual(await bias!.data());
  const chosen = linear(2, 3, { weight: ones(), bias: zeros() }).init(key(1));
  expect(await chosen.weight.data()).toEqual(new Float64Array(6).fill(1));
  expect(Array.from(await chosen.bias!.data())).toEqual([0, 0, 0]);
});

test('an initializer learns the fans, the bias those of the weight', () => {
  const seen: unknown[] = [];
  const spy: ReturnType<typeof zeros> = (k, shape, fans) => {
    seen.push([shape, fans]);
    return zeros()(k, shape);
  };
  linear(2, 3, { weight: spy, bias: spy }).init(key(0));
  expect(seen).toEqual([
    [[3, 2], { fanIn: 2, fanOut: 3 }],
    [[3], { fanIn: 2, fanOut: 3 }],
  ]);
});

test('an empty batch gives an empty result', () => {
  const layer = linear(4, 3);
  expect(layer.apply(layer.init(key(0)), wave([0, 4])).shape).toEqual([0, 3]);
  expect(layer.apply(layer.init(key(0)), wave([0, 2, 4])).shape).toEqual([0, 2, 3]);
});

test('the type of its parameters', () => {
  expectTypeOf<ParamsOf<ReturnType<typeof linear>>>().toEqualTypeOf<LinearParams>();
});

test('wrong sizes and options are errors', () => {
  expect(() => linear(0, 3)).toThrow('linear: inputs 0 must be a whole number from 1 up');
  expect(() => linear(3, 1.5)).toThrow('linear: outputs 1.5 must be a whole number from 1 up');
  expect(() => linear(3, 1, { init: zeros() } as object)).toThrow(
    "linear: unknown option 'init'; allowed: weight, bias",
  );
  expect(() => linear(3, 4, true as never)).toThrow(
    'linear: expected options such as { weight: … }, got true; allowed: weight, bias',
  );
  expect(() => linear(3, 1, { bias: true } as object)).toThrow(
    'linear: bias true must be an initializer such as zeros(), or false for no bias',
  );
  expect(() => linear(3, 1, { weight: false } as object)).toThrow(
    'linear: weight false must be an initializer such as zeros()',
  );
});

test('wrong inputs and parameters are errors', () => {
  const layer = linear(12, 2);
  const params = layer.init(key(0));
  const apply = (p: LinearParams, shape: number[]) => () => layer.apply(p, wave(shape));
  expect(apply(params, [5, 4])).toThrow(ShapeError);
  expect(apply(params, [5, 4])).toThrow(/^linear: input \[5, 4\] must end in 12$/);
  expect(apply(params, [5, 3, 2, 2])).toThrow(/^linear: input \[5, 3, 2, 2\] must end in 12; flatten\(\) first\?$/);
  expect(apply(params, [2, 6, 4])).toThrow(/must end in 12$/);
  expect(apply(params, [])).toThrow('linear: input [] must end in 12');
  expect(apply({ weight: params.weight }, [1, 12])).toThrow(TreeError);
  expect(apply({ weight: params.weight }, [1, 12])).toThrow('linear: parameters: missing: bias');
  expect(apply(undefined as unknown as LinearParams, [1, 12])).toThrow('missing: weight, bias');
  expect(() => linear(12, 2, { bias: false }).apply(params, wave([1, 12]))).toThrow('unexpected: bias');
  // One number would broadcast.
  expect(apply({ ...params, bias: tensor([1]) }, [1, 12])).toThrow("linear: parameter 'bias' [1] must be [2]");
  expect(apply({ ...params, weight: wave([12, 2]) }, [1, 12])).toThrow(
    "linear: parameter 'weight' [12, 2] must be [2, 12]",
  );
  expect(shapesOf(linear(12, 2, { bias: false }).init(key(0)))).toEqual({ weight: [2, 12] });
});
