import { expect, test } from 'vitest';
import { oneOf, parseCommandLine, UsageError, wholeNumber } from './command-line.js';

const options = { epochs: { type: 'string', default: '3' }, resume: { type: 'boolean', default: false } } as const;

test('values and defaults, with the -- that package managers pass on', () => {
  expect({ ...parseCommandLine([], options) }).toEqual({ epochs: '3', resume: false });
  expect({ ...parseCommandLine(['--', '--epochs', '5', '--resume'], options) }).toEqual({ epochs: '5', resume: true });
});

test.each([
  [['--epoch', '3'], /Unknown option '--epoch'/],
  [['--epochs'], /argument missing/],
  [['fast'], /Unexpected argument 'fast'/],
])('%j cannot be understood', (args, message) => {
  expect(() => parseCommandLine(args, options)).toThrow(UsageError);
  expect(() => parseCommandLine(args, options)).toThrow(message);
});

test('whole numbers within bounds', () => {
  expect(wholeNumber('--seed', '0', 0, 9)).toBe(0);
  for (const text of ['10', '1.5', '1e0', '-1', '', 'many']) {
    expect(() => wholeNumber('--seed', text, 0, 9)).toThrow(
      new UsageError(`--seed ${text}: must be a whole number from 0 to 9`),
    );
  }
});

test('one of some names', () => {
  expect(oneOf('--only', 'cnn', ['mlp', 'cnn'])).toBe('cnn');
  expect(() => oneOf('--only', 'rnn', ['mlp', 'cnn'])).toThrow(new UsageError('--only rnn: allowed: mlp, cnn'));
});
