import { ArgumentError, DTypeError, key, ShapeError, type Tensor, TreeError, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../test/torch.js';
import { relu } from './activations.js';
import { multiHeadAttention } from './attention.js';
import { applyChild, checked, requireLayer } from './checked.js';
import { conv2d } from './conv.js';
import { dropout } from './dropout.js';
import { embedding } from './embedding.js';
import { flatten } from './flatten.js';
import { gpt } from './gpt.js';
import type { Context, Layer } from './layer.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';
import { avgPool, maxPool } from './pool.js';
import { residual } from './residual.js';
import { sequential } from './sequential.js';
import { transformerBlock } from './transformer-block.js';

const ids = tensor([[0, 1]], { dtype: 'int32' });
const model = gpt({ vocabulary: 3, context: 2, layers: 2, heads: 1, width: 4 });

/** Every kind of layer under its name in errors, with an input it takes. */
const layers: Record<string, [Layer, Tensor]> = {
  linear: [linear(4, 4), wave([1, 4])],
  conv2d: [conv2d(1, 1, 1), wave([1, 1, 2, 2])],
  layerNorm: [layerNorm(4), wave([1, 4])],
  embedding: [embedding(3, 2), ids],
  relu: [relu(), wave([2])],
  flatten: [flatten(), wave([2, 2])],
  maxPool: [maxPool(1), wave([1, 1, 2])],
  avgPool: [avgPool(1), wave([1, 1, 2])],
  dropout: [dropout(), wave([2])],
  sequential: [sequential(relu(), linear(4, 4)), wave([1, 4])],
  residual: [residual(linear(4, 4)), wave([1, 4])],
  multiHeadAttention: [multiHeadAttention(4, 2), wave([1, 2, 4])],
  transformerBlock: [transformerBlock(4, 2), wave([1, 2, 4])],
  gpt: [model, ids],
};

test.each(Object.entries(layers))('%s refuses what is no context, key or input', (name, [layer, x]) => {
  const params = layer.init(key(0));
  const given = (context: unknown) => () => layer.apply(params, x, context as Context);
  given({ training: true, key: key(1) })();
  given({ training: undefined, key: undefined })();
  const thrown = (run: () => unknown, text: string) => expect(run).toThrow(new ArgumentError(`${name}: ${text}`));
  thrown(given({ train: true }), "context: unknown option 'train'; allowed: training, key, state");
  thrown(given(true), 'context: expected options such as { training: … }, got true; allowed: training, key, state');
  thrown(given({ training: 1 }), 'context: training must be true or false, got 1');
  thrown(given({ training: true, key: 3 }), 'context: key must be a key such as key(3), got 3');
  thrown(() => layer.init(7 as never), 'init: key must be a key such as key(7), got 7');
  thrown(() => layer.apply(params, undefined as never), 'input must be a tensor, got undefined');
  thrown(() => layer.apply(params, [1, 2] as never), 'input must be a tensor, got an array; wrap it: tensor(values)');
});

test.each(['sequential', 'multiHeadAttention', 'transformerBlock', 'gpt'])(
  '%s refuses what are no parameters',
  (name) => {
    const [layer, x] = layers[name]!;
    for (const [params, shown] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [3, '3'],
      [tensor([1]), 'a Tensor'],
    ] as const) {
      expect(() => layer.apply(params, x)).toThrow(
        new TreeError(`${name}: parameters are ${shown}; pass what init(key) gave`),
      );
    }
  },
);

test('an error says in which layer it happened', () => {
  const deep = sequential(linear(4, 4), residual(sequential(relu(), linear(4, 2))));
  const params = deep.init(key(0));
  expect(() => deep.apply([params[0], undefined] as never, wave([1, 4]))).toThrow(
    new TreeError('sequential: layer 1: residual: parameters are undefined; pass what init(key) gave'),
  );
  expect(() => deep.apply([params[0], [{}, {}]] as never, wave([1, 4]))).toThrow(
    new TreeError('sequential: layer 1: residual: sequential: layer 1: linear: parameters: missing: weight, bias'),
  );
  expect(() => sequential(linear(4, 3), linear(4, 3)).apply([params[0], params[0]] as never, wave([1, 4]))).toThrow(
    "sequential: layer 0: linear: parameter 'weight' [4, 4] must be [3, 4]",
  );
});

test('the places of an attention block and of a GPT', () => {
  const without = (params: object, ...path: string[]): unknown => {
    const [first, ...rest] = path as [string, ...string[]];
    const copy: Record<string, unknown> = Array.isArray(params) ? ([...params] as never) : { ...params };
    copy[first] = rest.length > 0 ? without(copy[first] as object, ...rest) : undefined;
    return copy;
  };
  const missing = (layer: Layer, x: Tensor, ...path: string[]) => {
    const params = without(layer.init(key(0)) as object, ...path);
    return () => layer.apply(params, x);
  };
  const [attention, block] = [layers.multiHeadAttention!, layers.transformerBlock!];
  for (const name of ['qkv', 'out']) {
    expect(missing(...attention, name)).toThrow(
      `multiHeadAttention: ${name}: linear: parameters: missing: weight, bias`,
    );
  }
  for (const [name, inner] of Object.entries({
    norm1: 'layerNorm',
    norm2: 'layerNorm',
    up: 'linear',
    down: 'linear',
  })) {
    expect(missing(...block, name)).toThrow(`transformerBlock: ${name}: ${inner}: parameters: missing: weight, bias`);
  }
  expect(missing(...block, 'attention')).toThrow('transformerBlock: attention: multiHeadAttention: parameters are');
  for (const [name, inner] of Object.entries({ token: 'embedding', norm: 'layerNorm', head: 'linear' })) {
    expect(missing(model, ids, name)).toThrow(`gpt: ${name}: ${inner}: parameters: missing: weight`);
  }
  expect(missing(model, ids, 'position')).toThrow('gpt: position: parameters: missing: weight');
  expect(missing(model, ids, 'blocks')).toThrow('gpt: parameters have 0 blocks, the model has 2');
  expect(missing(model, ids, 'blocks', '1', 'attention', 'out', 'bias')).toThrow(
    'gpt: blocks.1: transformerBlock: attention: multiHeadAttention: out: linear: parameters: missing: bias',
  );
});

test('a wrong dtype is named with the layer, and the fix is a float', () => {
  const params = layers.linear![0].init(key(0));
  const half = { weight: wave([4, 4]).cast('float16'), bias: wave([4]).cast('float16') };
  const int = wave([1, 4]).cast('int32');
  const thrown = (run: () => unknown, text: string) => expect(run).toThrow(new DTypeError(text));
  const fix = "input is int32, but must be float; cast it: x.cast('float32')";
  thrown(() => linear(4, 4).apply(params as never, int), `linear: ${fix}`);
  thrown(() => linear(4, 4).apply(half, int), `linear: ${fix.replace('float32', 'float16')}`);
  thrown(
    () => linear(4, 4).apply(half, wave([1, 4])),
    "linear: input is float32, but parameter 'weight' float16; cast one of them",
  );
  thrown(
    () => linear(4, 4).apply({ weight: half.weight.cast('int32'), bias: half.bias }, wave([1, 4])),
    "linear: input is float32, but parameter 'weight' int32; load or cast it as a float",
  );
  const image = wave([1, 1, 2, 2]).greater(0);
  thrown(
    () => conv2d(1, 1, 1).apply(layers.conv2d![0].init(key(0)) as never, image),
    "conv2d: input is bool, but must be float; cast it: x.cast('float32')",
  );
  thrown(() => layerNorm(4, { affine: false }).apply({}, int), `layerNorm: ${fix}`);
  thrown(() => dropout().apply({}, int, { training: true, key: key(0) }), `dropout: ${fix}`);
  thrown(
    () => sequential(relu(), dropout()).apply([{}, {}], int),
    "sequential: layer 0: relu: got int32, needs float32 or float16; cast it first: x.cast('float32')",
  );
  thrown(
    () => embedding(3, 2).apply({ weight: wave([3, 2]) }, wave([2])),
    "embedding: indices must be int32, got float32; cast them: x.cast('int32')",
  );
});

test('applyChild hands through what is no error of this toolkit, and keeps class and stack', () => {
  const fails = (error: Error) =>
    checked('mine', {
      init: () => ({}),
      apply: () => {
        throw error;
      },
    });
  const apply = (error: Error) => () => applyChild('here', fails(error), {}, wave([1]));
  const [foreign, own] = [new Error('elsewhere'), new ShapeError('a $& b')];
  expect(apply(foreign)).toThrow(foreign);
  expect(foreign.message).toBe('elsewhere');
  expect(apply(own)).toThrow(ShapeError);
  expect(own.message).toBe('here: a $& b');
  expect(own.stack).toContain('here: a $& b\n');
});

test('requireLayer', () => {
  requireLayer('f', 'it', { init: () => ({}), apply: () => wave([1]) });
  const thrown = (value: unknown, text: string) =>
    expect(() => requireLayer('f', 'it', value)).toThrow(new ArgumentError(`f: it must be a layer, got ${text}`));
  thrown([relu()], 'an array; give the layers one by one: sequential(...layers)');
  thrown(relu, 'a function; call it, as in relu()');
  thrown(undefined, 'undefined');
  thrown({ init: () => ({}) }, 'an object');
});
