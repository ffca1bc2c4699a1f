import { expect, test } from 'vitest';
import * as errors from './errors.js';
import { tensor } from './tensor.js';

const classes = [
  [errors.ShapeError, 'ShapeError', 'SHAPE'],
  [errors.DTypeError, 'DTypeError', 'DTYPE'],
  [errors.ArgumentError, 'ArgumentError', 'ARGUMENT'],
  [errors.TreeError, 'TreeError', 'TREE'],
  [errors.NonFiniteError, 'NonFiniteError', 'NON_FINITE'],
  [errors.DisposedError, 'DisposedError', 'DISPOSED'],
  [errors.GraphError, 'GraphError', 'GRAPH'],
  [errors.BackendError, 'BackendError', 'BACKEND'],
] as const;

test.each(classes)('%o carries its name, its code and its cause', (make, name, code) => {
  const cause = new Error('below');
  const error = new make('what went wrong', { cause });
  expect(error).toBeInstanceOf(errors.SaddlepointError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name, code, message: 'what went wrong', cause });
  expect(String(error)).toBe(`${name}: what went wrong`);
});

test('a misspelt option is an error that names the owner, the key and the allowed keys', () => {
  expect(() => errors.checkOptions('conv', { stride: 2 }, ['strides', 'padding'])).toThrow(
    new errors.ArgumentError("conv: unknown option 'stride'; allowed: strides, padding"),
  );
  expect(() => errors.checkOptions('relu', { x: 1 }, [])).toThrow("relu: unknown option 'x'; allowed: none");
});

test('what is no object of options is an error that says what was given', () => {
  const allowed = ['learningRate', 'betas'];
  const cases = [
    [0.01, '0.01'],
    [true, 'true'],
    [null, 'null'],
    ['fast', "'fast'"],
    [[1], 'an array'],
    [tensor([1]), 'a Tensor'],
    [Float32Array.of(1), 'a Float32Array'],
    [Int32Array.of(1), 'an Int32Array'],
    [() => 1, 'a function'],
  ] as const;
  for (const [given, shown] of cases) {
    expect(() => errors.checkOptions('adamw', given as never, allowed)).toThrow(
      new errors.ArgumentError(
        `adamw: expected options such as { learningRate: … }, got ${shown}; allowed: learningRate, betas`,
      ),
    );
  }
  expect(() => errors.checkOptions('relu', 1 as never, [])).toThrow(
    'relu: expected options such as {}, got 1; allowed: none',
  );
});

test('showValue', () => {
  const values = [undefined, null, 3, true, 10n, 'x', [1], {}, Object.create(null), () => 1, new Date(), tensor(1)];
  expect(values.map(errors.showValue)).toEqual(
    "undefined,null,3,true,10,'x',an array,an object,an object,a function,a Date,a Tensor".split(','),
  );
});

test('known options, none and undefined pass', () => {
  errors.checkOptions('conv', { strides: 2 }, ['strides']);
  errors.checkOptions('conv', {}, []);
  errors.checkOptions('conv', Object.assign(Object.create(null), { strides: 2 }), ['strides']);
  errors.checkOptions('conv', undefined, []);
});
