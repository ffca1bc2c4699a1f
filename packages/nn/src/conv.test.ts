import { zeros } from '@saddlepoint/init';
import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectLikeTorch, expectStart, fixture, type Start, wave } from '../test/torch.js';
import { type ConvParams, conv1d, conv2d, conv3d } from './conv.js';
import type { Layer } from './layer.js';

const { cases, starts } = fixture<{ starts: Start[] }>('conv');

const layers: Record<string, Layer<ConvParams>> = {
  conv1d: conv1d(2, 3, 3),
  'conv1d, stride and padding': conv1d(2, 3, [3], { strides: 2, padding: 1 }),
  conv2d: conv2d(2, 3, [2, 3]),
  'conv2d, no bias': conv2d(2, 3, 3, { bias: false }),
  'conv2d, stride, padding, dilation': conv2d(2, 2, 2, { strides: [2, 1], padding: [1, 2], dilations: [1, 2] }),
  'conv2d, groups': conv2d(4, 6, 2, { groups: 2 }),
  'conv2d, depthwise': conv2d(3, 6, 3, { padding: 1, groups: 3 }),
  'conv2d, same, odd': conv2d(2, 2, 3, { padding: 'same' }),
  'conv2d, same, even': conv2d(2, 2, [2, 4], { padding: 'same', dilations: [3, 1] }),
  conv3d: conv3d(2, 2, 2, { strides: [1, 2, 1], padding: [0, 1, 0] }),
};

test('every case of torch has its layer', () => {
  expect(Object.keys(layers)).toEqual(cases.map(({ name }) => name));
});

test.each(cases)('$name as in torch', async (torch) => {
  await expectLikeTorch(layers[torch.name]!, torch);
});

test('starts as in torch', async () => {
  const started = [conv1d(8, 2000, 3), conv2d(8, 2000, 3), conv2d(8, 2000, [3, 5], { groups: 4 }), conv3d(2, 2000, 2)];
  expect(starts).toHaveLength(started.length);
  for (const [i, layer] of started.entries()) await expectStart(layer, starts[i]!);
});

test('an initializer learns the fans', () => {
  const seen: unknown[] = [];
  const spy: ReturnType<typeof zeros> = (k, shape, fans) => {
    seen.push([shape, fans]);
    return zeros()(k, shape);
  };
  conv2d(4, 6, 3, { groups: 2, weight: spy, bias: spy }).init(key(0));
  expect(seen).toEqual([
    [[6, 2, 3, 3], { fanIn: 18, fanOut: 54 }],
    [[6], { fanIn: 18, fanOut: 54 }],
  ]);
});

test('wrong sizes and options are errors', () => {
  expect(() => conv2d(0, 1, 3)).toThrow('conv2d: inputs 0 must be a whole number from 1 up');
  expect(() => conv1d(1, -1, 3)).toThrow('conv1d: outputs -1 must be a whole number from 1 up');
  expect(() => conv2d(1, 1, 0)).toThrow('conv2d: kernel 0 must be a whole number from 1 up');
  expect(() => conv2d(1, 1, [3])).toThrow('conv2d: kernel [3] needs 2 sizes');
  expect(() => conv3d(1, 1, [3, 3])).toThrow('conv3d: kernel [3, 3] needs 3 sizes');
  expect(() => conv2d(3, 4, 3, { groups: 2 })).toThrow('conv2d: groups 2 must divide inputs 3 and outputs 4');
  expect(() => conv2d(3, 3, 3, { groups: 1.5 })).toThrow('conv2d: groups 1.5 must be a whole number from 1 up');
  expect(() => conv2d(3, 4, 3, { stride: 2 } as object)).toThrow(
    "conv2d: unknown option 'stride'; allowed: strides, padding, dilations, groups, weight, bias",
  );
  expect(() => conv2d(3, 4, 3, { bias: true } as object)).toThrow('conv2d: bias true must be an initializer');
  expect(() => conv2d(3, 4, 3, { weight: 1 } as object)).toThrow('conv2d: weight 1 must be an initializer');
});

test('wrong inputs and parameters are errors', () => {
  const layer = conv2d(3, 2, 3);
  const params = layer.init(key(0));
  const apply = (p: ConvParams, shape: number[]) => () => layer.apply(p, wave(shape));
  expect(apply(params, [1, 8, 8, 3])).toThrow(
    'conv2d: input [1, 8, 8, 3] must be [batch, 3, size, size]; channels come second',
  );
  expect(apply(params, [3, 8, 8])).toThrow('conv2d: input [3, 8, 8] must be [batch, 3, size, size]');
  expect(() => conv1d(1, 1, 3).apply(params, wave([1, 1]))).toThrow('must be [batch, 1, size];');
  expect(apply(params, [1, 3, 2, 8])).toThrow('the kernel does not fit on spatial axis 0; pad the input');
  expect(apply({ weight: params.weight }, [1, 3, 8, 8])).toThrow('conv2d: parameters: missing: bias');
  expect(apply({ ...params, weight: wave([2, 3, 1, 1]) }, [1, 3, 8, 8])).toThrow(
    "conv2d: parameter 'weight' [2, 3, 1, 1] must be [2, 3, 3, 3]",
  );
  expect(() => conv2d(3, 2, 3, { padding: -1 }).apply(params, wave([1, 3, 8, 8]))).toThrow('padding pairs of integers');
});
