import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import { flatten } from './flatten.js';

const layers: Record<string, ReturnType<typeof flatten>> = {
  default: flatten(),
  'from 0': flatten(0),
  'from 2': flatten(2),
  'from the last': flatten(1),
};

test.each(fixture('flatten').cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test('an empty batch stays empty', () => {
  expect(flatten().apply(flatten().init(key(0)), wave([0, 3, 2])).shape).toEqual([0, 6]);
});

test('wrong axes are errors', () => {
  expect(() => flatten(-1)).toThrow('flatten: start -1 must be a whole number from 0 up');
  expect(() => flatten(0.5)).toThrow('flatten: start 0.5 must be a whole number from 0 up');
  expect(() => flatten(2).apply({}, wave([2, 3]))).toThrow('flatten: input [2, 3] has no axis 2');
});
