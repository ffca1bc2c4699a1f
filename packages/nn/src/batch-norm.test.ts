import { key, sum, type Tensor, tensor, tree, valueAndGrad } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, fixture, wave } from '../test/torch.js';
import { type BatchNormParams, batchNorm } from './batch-norm.js';
import type { Layer } from './layer.js';
import { applyWithState, initState } from './state.js';

interface Pass {
  training: boolean;
  scale: number;
  phase: number;
  shift: number;
  output: number[];
  inputGradient: number[];
  secondGradient: number[];
  gradients: Record<string, number[]>;
  state: { path: string; data: number[] }[];
}

const { cases } = fixture('batch-norm') as unknown as { cases: { name: string; shape: number[]; passes: Pass[] }[] };

const layers: Record<string, Layer<BatchNormParams>> = {
  'one axis': batchNorm(3),
  sequence: batchNorm(3),
  images: batchNorm(2),
  volumes: batchNorm(2),
  'eps and momentum': batchNorm(2, { eps: 0.1, momentum: 0.7 }),
  'all batches alike': batchNorm(2, { momentum: null }),
  'no affine': batchNorm(2, { affine: false }),
  'no running statistics': batchNorm(2, { trackRunningStats: false }),
};

test('every case of torch has its layer', () => {
  expect(Object.keys(layers)).toEqual(cases.map(({ name }) => name));
});

test.each(cases)('$name as in torch: training twice, then evaluation', async ({ name, shape, passes }) => {
  const layer = layers[name]!;
  let phase = 0;
  const params = tree.map(layer.init(key(0)), (p) => wave((p as Tensor).shape, 0.5, ++phase)) as BatchNormParams;
  let state = initState(layer);
  for (const [i, torch] of passes.entries()) {
    const x = wave(shape, torch.scale, torch.phase).add(torch.shift);
    const first = (p: BatchNormParams, input: Tensor) =>
      valueAndGrad(
        ([q, given]: readonly [BatchNormParams, Tensor]) => {
          const { output, state: next } = applyWithState(layer, q, state, given, { training: torch.training });
          return [sum(output.mul(wave(shape, 1, 1.1))), { output, next }] as const;
        },
        { aux: true },
      )([p, input]);
    const [, [gradients, inputGradient], { output, next }] = first(params, x);
    await expectClose(output, torch.output, `pass ${i}: output`);
    await expectClose(inputGradient, torch.inputGradient, `pass ${i}: gradient of the input`);
    for (const [path, values] of Object.entries(torch.gradients))
      await expectClose(gradients[path as 'weight' | 'bias']!, values, `pass ${i}: gradient of ${path}`);
    const [, second] = valueAndGrad((given: Tensor) => sum(first(params, given)[1][1].mul(wave(shape, 1, 2.3))))(x);
    await expectClose(second, torch.secondGradient, `pass ${i}: second gradient`);
    expect(Object.keys(next)).toEqual(torch.state.map(({ path }) => path));
    for (const { path, data } of torch.state) await expectClose(next[path]!, data, `pass ${i}: ${path}`);
    state = next;
  }
});

test('wrong input, options and a missing state are errors', () => {
  expect(() => batchNorm(0)).toThrow('batchNorm: channels 0 must be a whole number from 1 up');
  expect(() => batchNorm(2, { eps: -1 })).toThrow('batchNorm: eps -1 must be a finite number from 0 up');
  expect(() => batchNorm(2, { momentum: 0 })).toThrow('batchNorm: momentum 0 must be over 0 and up to 1, or null');
  expect(() => batchNorm(2, { momentum: 2 })).toThrow('momentum 2');
  expect(() => batchNorm(2, { track: true } as object)).toThrow("batchNorm: unknown option 'track'");
  const layer = batchNorm(2);
  const params = layer.init(key(0));
  const x = wave([3, 2]);
  for (const training of [true, false])
    expect(() => layer.apply(params, x, { training })).toThrow(
      'batchNorm: there are no running statistics; apply the model by applyWithState',
    );
  const state = initState(layer);
  const apply = (input: Tensor, training = true) => applyWithState(layer, params, state, input, { training });
  expect(() => apply(wave([3, 3]))).toThrow('batchNorm: input [3, 3] must be [N, 2] or [N, 2, …space]');
  expect(() => apply(wave([2]))).toThrow('batchNorm: input [2] must be');
  expect(() => apply(wave([1, 2]))).toThrow('batchNorm: input [1, 2] has one value a channel to train on');
  expect(apply(wave([1, 2]), false).output.shape).toEqual([1, 2]);
  expect(() => apply(tensor(Int32Array.from([1, 2, 3, 4]), { shape: [2, 2] }))).toThrow('batchNorm: input is int32');
});
