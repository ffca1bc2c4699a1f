import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectLikeTorch, fixture, wave } from '../test/torch.js';
import type { Layer, NoParams } from './layer.js';
import { avgPool, maxPool } from './pool.js';

const { cases } = fixture('pool');

const overlapping = { strides: 1, padding: 1 };
const layers: Record<string, Layer<NoParams>> = {
  'maxPool 1-d': maxPool(2),
  maxPool: maxPool(2),
  'maxPool, overlapping': maxPool([3, 2], overlapping),
  'maxPool, dilation': maxPool(2, { strides: 1, dilations: 2 }),
  'maxPool, remainder': maxPool(2),
  'maxPool 3-d': maxPool(2),
  'avgPool 1-d': avgPool(2),
  avgPool: avgPool(2),
  'avgPool, overlapping': avgPool([3, 2], overlapping),
  'avgPool, remainder': avgPool(2),
  'avgPool 3-d': avgPool(2),
};

test('every case of torch has its layer', () => {
  expect(Object.keys(layers)).toEqual(cases.map(({ name }) => name));
});

test.each(cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test('wrong options and inputs are errors', () => {
  expect(() => maxPool(2, { stride: 2 } as object)).toThrow(
    "maxPool: unknown option 'stride'; allowed: strides, padding, dilations",
  );
  expect(() => avgPool(2, { ceilMode: true } as object)).toThrow("avgPool: unknown option 'ceilMode'");
  const apply = (layer: Layer<NoParams>, shape: number[]) => () => layer.apply(layer.init(key(0)), wave(shape));
  expect(() => maxPool(0)).toThrow('maxPool: kernel 0 must be a whole number from 1 up');
  expect(() => avgPool([2, 0.5])).toThrow('avgPool: kernel 0.5 must be a whole number from 1 up');
  expect(apply(maxPool([2, 2]), [1, 1, 4])).toThrow('maxPool: input [1, 1, 4] with kernel [2, 2]');
  expect(apply(avgPool(5), [1, 1, 4, 4])).toThrow('avgPool: kernel 5 with padding [0, 0] does not fit axis 2');
});
