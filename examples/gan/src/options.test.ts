import { describe, expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.js';

describe('options', () => {
  test('defaults, and what pnpm passes on', () => {
    const methods = ['minimax', 'wganGp', 'r1', 'spectral', 'ttur', 'tturAlone'];
    const defaults = {
      tasks: ['grid', 'ring25', 'ring', 'digits', 'precision'],
      methods,
      seeds: [1, 2, 3],
      budget: 1,
      out: 'report',
    };
    expect(parseOptions([])).toEqual(defaults);
    expect(
      parseOptions([
        '--',
        '--only',
        'ring',
        '--methods',
        'r1,minimax',
        '--seeds',
        '4',
        '--budget',
        '0.1',
        '--out',
        'x',
      ]),
    ).toEqual({
      tasks: ['ring'],
      methods: ['minimax', 'r1'],
      seeds: [4],
      budget: 0.1,
      out: 'x',
    });
    expect(parseOptions(['-h'])).toBe('help');
  });

  test.each([
    [['--only', 'cats'], '--only cats: allowed: grid, ring25, ring, digits, precision'],
    [['--seeds', '1,,2'], '--seeds 1,,2: must be whole numbers'],
    [['--methods', 'r1,r3'], '--methods r3: allowed: minimax, wganGp'],
    [['--budget', '0'], '--budget 0: must be above 0, up to 1'],
    [['--steps', '1'], '--steps'],
  ])('%s is refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
