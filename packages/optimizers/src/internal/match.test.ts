import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import type { Match } from '../transform.js';
import { matcher, pathsOf } from './match.js';

const x = tensor([1]);
const params = {
  blocks: [
    { attention: { weight: x, bias: x }, norm: { weight: tensor([[1]]) } },
    { attention: { weight: x, bias: x }, norm: { weight: tensor([[1]]) } },
  ],
  head: { weight: x },
  scale: x,
};

test.each<[Match, string[]]>([
  ['scale', ['scale']],
  ['head.*', ['head.weight']],
  ['*.weight', ['head.weight']],
  ['blocks.*.norm.**', ['blocks.0.norm.weight', 'blocks.1.norm.weight']],
  ['blocks.1.**', ['blocks.1.attention.weight', 'blocks.1.attention.bias', 'blocks.1.norm.weight']],
  ['**.bias', ['blocks.0.attention.bias', 'blocks.1.attention.bias']],
  ['**.scale', ['scale']],
  ['blocks.*.att*.w*', ['blocks.0.attention.weight', 'blocks.1.attention.weight']],
  [/^blocks\.0.*bias$/g, ['blocks.0.attention.bias']],
  [(param) => param.rank > 1, ['blocks.0.norm.weight', 'blocks.1.norm.weight']],
  ['bl[o]cks', []],
  ['weight', []],
])('%s', (match, expected) => {
  const matches = matcher('f', match);
  expect(pathsOf(params, matches)).toEqual(expected);
  expect(pathsOf(params, matches)).toEqual(expected);
});

test('everything, also a tree that is one tensor', () => {
  expect(pathsOf(params, matcher('f', '**')).length).toBe(8);
  expect(pathsOf(x, matcher('f', '**'))).toEqual(['']);
});

test('anything else is an error', () => {
  expect(() => matcher('f', 3 as never)).toThrow('f: 3 must be a pattern of paths, a regular expression or a function');
});
