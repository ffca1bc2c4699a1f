import { UsageError } from '@saddlepoint/train/node';
import { expect, test } from 'vitest';
import { parseOptions } from './options.js';

test('defaults, and every option', () => {
  expect(parseOptions([])).toEqual({
    only: undefined,
    fashion: undefined,
    cifar: undefined,
    examples: 6000,
    pictures: 1500,
    epochs: 2,
    seeds: [0, 1],
    rate: 0.05,
    threads: undefined,
    out: 'report',
  });
  const args =
    '-- --only inits --fashion a --cifar b --examples 500 --pictures 64 --epochs 1 --seeds 3 --rate 0.02 --threads 4 --out there'.split(
      ' ',
    );
  expect(parseOptions(args)).toEqual({
    only: 'inits',
    fashion: 'a',
    cifar: 'b',
    examples: 500,
    pictures: 64,
    epochs: 1,
    seeds: [0, 1, 2],
    rate: 0.02,
    threads: 4,
    out: 'there',
  });
  expect(parseOptions(['-h'])).toBe('help');
});

test.each([
  [['--only', 'losses'], '--only losses: allowed: inits, optimizers, rates, eight-bit'],
  [['--examples', '100'], '--examples 100: must be a whole number from 128 to 60000'],
  [['--seeds', 'two'], '--seeds two: must be a whole number from 1 to 100'],
  [['--rate', '0'], '--rate 0: must be a number above 0'],
  [['--threads', '0'], '--threads 0: must be a whole number from 1 to 1024'],
  [['--sedes', '2'], '--sedes'],
])('%o cannot be understood', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
