import { expect, test } from 'vitest';
import * as errors from './errors.js';

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

test('known options, none and undefined pass', () => {
  errors.checkOptions('conv', { strides: 2 }, ['strides']);
  errors.checkOptions('conv', {}, []);
  errors.checkOptions('conv', undefined, []);
});
