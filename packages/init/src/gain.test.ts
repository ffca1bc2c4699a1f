import { ArgumentError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { fixture } from '../test/fixture.js';
import { schemes } from '../test/schemes.js';
import { gain, type Nonlinearity } from './gain.js';

test.each(Object.entries(fixture.gains))('%s as in torch', (label, value) => {
  const [name, slope] = label.split(' ');
  expect(gain(name as Nonlinearity, slope === undefined ? undefined : Number(slope))).toBeCloseTo(value, 14);
});

test('what is not in the table is an error', () => {
  expect(() => gain('swish' as Nonlinearity)).toThrow(ArgumentError);
  expect(() => gain('toString' as Nonlinearity)).toThrow(
    "gain: nonlinearity 'toString' is unknown; allowed: linear, sigmoid, tanh, relu, selu, gelu, leakyRelu",
  );
  expect(() => gain('relu', 0.1)).toThrow("negativeSlope 0.1 belongs to 'leakyRelu'");
  expect(() => gain('leakyRelu', Number.NaN)).toThrow('negativeSlope NaN must be a finite number');
});

test('gelu makes up for the mean square that torch.nn.functional.gelu leaves of a normal variable', () => {
  expect(gain('gelu')).toBeCloseTo(schemes.gelu, 12);
});
