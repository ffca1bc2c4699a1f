import { UsageError } from '@saddlepoint/train/node';
import { expect, test } from 'vitest';
import { parseOptions } from './options.js';

test('defaults', () => {
  expect(parseOptions([])).toEqual({
    models: ['mlp', 'cnn'],
    epochs: 3,
    seed: 7,
    batchSize: 128,
    examples: 60_000,
    out: 'report',
    resume: false,
  });
});

test('every option, and the -- that package managers pass on', () => {
  const args = '-- --epochs 2 --seed=9 --batch-size 64 --only cnn --examples 1000 --out there --resume'.split(' ');
  expect(parseOptions(args)).toEqual({
    models: ['cnn'],
    epochs: 2,
    seed: 9,
    batchSize: 64,
    examples: 1000,
    out: 'there',
    resume: true,
  });
  expect(parseOptions(['--help', '--epochs', 'x'])).toBe('help');
});

test.each([
  ['--epochs 0', /--epochs 0: must be a whole number from 1 to 1000/],
  ['--epochs 1.5', /--epochs 1.5: must be/],
  ['--seed -1', /'--seed' argument is ambiguous/],
  ['--seed=-1', /--seed -1: must be a whole number from 0/],
  ['--batch-size many', /--batch-size many: must be/],
  ['--batch-size 64 --examples 32', /--batch-size 64: only 32 digits to take it from/],
  ['--only rnn', /--only rnn: allowed: mlp, cnn/],
  ['--epoch 3', /Unknown option '--epoch'/],
  ['--epochs', /argument missing/],
  ['fast', /Unexpected argument 'fast'/],
])('refuses %s', (line, message) => {
  expect(() => parseOptions(line.split(' '))).toThrow(message);
  expect(() => parseOptions(line.split(' '))).toThrow(UsageError);
});
