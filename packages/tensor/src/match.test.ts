import { expect, test } from 'vitest';
import { type Match, matcherOf } from './match.js';
import { tensor } from './tensor.js';

test.each<[Match, string, boolean]>([
  ['head.*', 'head.weight', true],
  ['head.*', 'head.attention.weight', false],
  ['head.**', 'head', true],
  ['**.bias', 'blocks.0.attention.bias', true],
  ['**.bias', 'bias', true],
  ['blocks.*.att*.w*', 'blocks.1.attention.weight', true],
  ['bl[o]cks', 'blocks', false],
  ['**', '', true],
  [/bias$/g, 'blocks.0.bias', true],
  [(param) => param.rank > 0, 'scale', true],
])('%s and %s: %s', (match, path, expected) => {
  const matches = matcherOf(match)!;
  expect([matches(tensor([1]), path), matches(tensor([1]), path)]).toEqual([expected, expected]);
});

test('what is no match gives none', () => {
  expect(matcherOf(3 as never)).toBeUndefined();
});
