import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.js';

test('without options: all suites and peers', () => {
  const options = parseOptions([]);
  expect(options.suites).toEqual(['steps', 'optimizers', 'growth', 'compile', 'memory']);
  expect(options.peers).toContain('torch-compile');
  expect(options).toMatchObject({ rounds: 5, threads: 2, only: undefined, write: false, quick: false, large: false });
});

test('lists and numbers', () => {
  const options = parseOptions(['--suite', 'steps,memory', '--peers', 'none', '--only', 'mlp, gpt', '--rounds', '3']);
  expect(options).toMatchObject({ suites: ['steps', 'memory'], peers: [], only: ['mlp', 'gpt'], rounds: 3 });
});

test.each([
  [['--suite', 'speed'], "--suite: there is no 'speed'; allowed: steps, optimizers, growth, compile, memory"],
  [['--peers', 'torch,numpy'], "--peers: there is no 'numpy'; allowed: torch, torch-compile, jax"],
  [['--rounds', '1'], '--rounds 1: must be a whole number from 2 to 1000'],
  [['--threads', 'two'], '--threads two: must be a whole number from 1 to 1024'],
  [['--quick', '--write'], '--quick measures nothing worth keeping; leave out --write'],
  [['--fast'], "Unknown option '--fast'"],
])('%s is a mistake', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
  expect(() => parseOptions(args)).toThrow(UsageError);
});
