import { describe, expect, test } from 'vitest';
import { ArgumentError, DTypeError, ShapeError } from '../errors.js';
import { avgPool, conv, convTranspose, grad, maxPool, type Tensor, tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';

const image = (...shape: number[]) => zeros(shape);

describe('conv: sizes', () => {
  test.each([
    [[2, 3, 8, 8], [4, 3, 3, 3], {}, [2, 4, 6, 6]],
    [[2, 3, 8, 8], [4, 3, 3, 3], { padding: 1, strides: 2 }, [2, 4, 4, 4]],
    [[2, 3, 8, 8], [4, 3, 3, 3], { padding: 'same', strides: [2, 3] }, [2, 4, 4, 3]],
    [[2, 3, 8, 8], [4, 3, 3, 3], { padding: 'valid', dilations: 2 }, [2, 4, 4, 4]],
    [[2, 3, 8, 8], [4, 3, 3, 1], { padding: [1, 0] }, [2, 4, 8, 8]],
    [[2, 3, 8], [4, 3, 3], { padding: [[0, 2]] as const }, [2, 4, 8]],
    [[1, 2, 4, 4, 4], [3, 2, 2, 2, 2], {}, [1, 3, 3, 3, 3]],
    [[2, 4, 5], [4, 1, 3], { groups: 4 }, [2, 4, 3]],
    [[0, 3, 5], [4, 3, 3], {}, [0, 4, 3]],
  ])('%j with %j, %j gives %j', (x, w, options, shape) => {
    expect(conv(image(...x), image(...w), options as object).shape).toEqual(shape);
  });

  test('same padding puts the odd zero behind', async () => {
    const y = conv(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 10]]]), { padding: 'same' });
    expect(await numbers(y)).toEqual([21, 32, 43, 4]);
  });
});

describe('conv: errors', () => {
  const layout = 'the layout is [N, C, H, W] and [O, C / groups, kH, kW]';
  test.each([
    [
      [2, 3, 8, 8],
      [4, 2, 3, 3],
      {},
      `conv: input [2, 3, 8, 8], kernel [4, 2, 3, 3], groups 1: the kernel's second axis must be 3 / 1 and its first a multiple of groups; ${layout}`,
    ],
    [[2, 4, 8], [3, 2, 3], { groups: 2 }, "groups 2: the kernel's second axis must be 4 / 2"],
    [[2, 3, 8], [4, 3, 3], { groups: 0 }, 'groups 0'],
    [[3, 8], [4, 3], {}, 'conv: input [3, 8], kernel [4, 3]: needs [N, C, ...spatial] and [O, C / groups, ...spatial]'],
    [[2, 3, 8, 8], [4, 3, 3], {}, 'needs [N, C, ...spatial]'],
    [
      [2, 3, 2],
      [4, 3, 3],
      {},
      'conv: input [2, 3, 2], kernel [4, 3, 3]: the kernel does not fit on spatial axis 0; pad the input',
    ],
    [[2, 3, 8, 8], [4, 3, 3, 3], { strides: [1] }, 'conv: strides has 1 entries for 2 spatial axes'],
    [
      [2, 3, 8, 8],
      [4, 3, 3, 3],
      { dilations: [1, 1, 1], padding: 'same' },
      'conv: dilations has 3 entries for 2 spatial axes',
    ],
  ])('%j with %j, %j', (x, w, options, message) => {
    expect(() => conv(image(...x), image(...w), options as object)).toThrow(ShapeError);
    expect(() => conv(image(...x), image(...w), options as object)).toThrow(message);
  });

  test.each([
    [
      { strides: 0 },
      'conv: strides and dilations are integers from 1 up, padding pairs of integers from 0 up; got strides [0]',
    ],
    [{ dilations: 0.5 }, 'dilations [0.5]'],
    [{ padding: -1 }, 'padding [[-1,-1]]'],
    [{ padding: {} as number }, 'conv: padding must be a number or a list of them, got an object'],
    [{ padding: 'full' }, "conv: padding 'full' is unknown; allowed: numbers, 'same', 'valid'"],
    [{ stride: 2 }, "conv: unknown option 'stride'; allowed: strides, padding, dilations, groups"],
  ])('%j', (options, message) => {
    expect(() => conv(image(1, 1, 4), image(1, 1, 2), options as object)).toThrow(ArgumentError);
    expect(() => conv(image(1, 1, 4), image(1, 1, 2), options as object)).toThrow(message);
  });

  test('dtypes', () => {
    const int = zeros([1, 1, 4], 'int32');
    expect(() => conv(int, int)).toThrow(DTypeError);
    expect(() => conv(int, image(1, 1, 2))).toThrow('conv: operands have different dtypes (int32, float32)');
  });
});

describe('convTranspose', () => {
  test.each([
    [[2, 3, 4], [3, 5, 3], {}, [2, 5, 6]],
    [[2, 3, 4, 4], [3, 5, 3, 3], { strides: 2, padding: 1, outputPadding: 1 }, [2, 5, 8, 8]],
    [[2, 4, 4], [4, 3, 2], { groups: 2, dilations: 2 }, [2, 6, 6]],
  ])('%j with %j, %j gives %j', (x, w, options, shape) => {
    expect(convTranspose(image(...x), image(...w), options).shape).toEqual(shape);
  });

  test('is the adjoint of conv: ⟨conv x, y⟩ = ⟨x, convTranspose y⟩', async () => {
    const options = { strides: 2, padding: 1, dilations: 2, groups: 2 };
    const [x, w] = [wave([2, 4, 9], 1), wave([6, 2, 3], 2)];
    const y = wave(conv(x, w, options).shape, 3);
    const back = convTranspose(y, w, options);
    expect(back.shape).toEqual(x.shape);
    expect(await conv(x, w, options).mul(y).sum().item()).toBeCloseTo(await back.mul(x).sum().item(), 12);
  });

  test.each([
    [
      [2, 3, 4],
      [5, 3, 3],
      {},
      "convTranspose: input [2, 3, 4], kernel [5, 3, 3]: the kernel's first axis must be the input's 3 channels; its layout is [C, O / groups, ...spatial], the transpose of that of conv",
    ],
    [
      [3, 4],
      [3, 4],
      {},
      'convTranspose: input [3, 4], kernel [3, 4]: needs [N, C, ...spatial] and [C, O / groups, ...spatial]',
    ],
    [
      [2, 3, 4],
      [3, 5, 3],
      { outputPadding: 1 },
      'convTranspose: outputPadding [1] must be whole numbers from 0 to below the strides [1]',
    ],
    [
      [2, 3, 4],
      [3, 5, 3],
      { padding: 'same' as const },
      "convTranspose: padding 'same' has no single meaning; give numbers",
    ],
    [[2, 3, 4], [3, 5, 3], { strides: [1, 2] }, 'convTranspose: strides has 2 entries for 1 spatial axes'],
  ])('%j with %j, %j is an error', (x, w, options, message) => {
    expect(() => convTranspose(image(...x), image(...w), options)).toThrow(message);
  });
});

describe('pooling', () => {
  const plane = tensor([
    [
      [
        [1, 2, 5],
        [4, 3, 0],
        [7, 8, 6],
      ],
    ],
  ]);

  test('strides default to the kernel', async () => {
    expect(maxPool(image(1, 2, 6, 9), [2, 3]).shape).toEqual([1, 2, 3, 3]);
    expect(await numbers(maxPool(plane, 2, { strides: 1 }))).toEqual([4, 5, 8, 8]);
    expect(await numbers(avgPool(plane, 2, { strides: 1 }))).toEqual([2.5, 2.5, 5.5, 4.25]);
  });

  test('padding never wins a maximum, and counts as zeros in a mean', async () => {
    const negative = tensor([[[-1, -2]]]);
    expect(await numbers(maxPool(negative, 2, { padding: 1 }))).toEqual([-1, -2]);
    expect(await numbers(avgPool(negative, 2, { padding: 1 }))).toEqual([-0.5, -1]);
    expect(await numbers(maxPool(plane, 3, { padding: 'same' }))).toEqual([8]);
  });

  test('the gradient goes to the first maximum, and overlapping windows add up', async () => {
    const g = (y: Tensor, ...rest: [number, object?]) => numbers(grad((x: Tensor) => maxPool(x, ...rest).sum())(y));
    expect(await g(tensor([[[2, 2, 1, 1]]]), 2)).toEqual([1, 0, 1, 0]);
    expect(await g(plane, 2, { strides: 1 })).toEqual([0, 0, 1, 1, 0, 0, 0, 2, 0]);
  });

  test.each([
    [[1, 1, 4], 5, {}, 'maxPool: kernel 5 with padding [0, 0] does not fit axis 2 of [1, 1, 4]'],
    [[1, 1, 4], 2, { padding: 2 }, 'maxPool: kernel 2 with padding [2, 2] does not fit axis 2 of [1, 1, 4]'],
    [
      [1, 1, 1],
      2,
      { padding: 2, dilations: 3 },
      'maxPool: kernel 2 with padding [2, 2] does not fit axis 2 of [1, 1, 1]',
    ],
    [[1, 4], 2, {}, 'maxPool: input [1, 4] with kernel []: needs [N, C, ...spatial], one kernel size an axis'],
    [
      [1, 1, 4, 4],
      [2],
      {},
      'maxPool: input [1, 1, 4, 4] with kernel [2]: needs [N, C, ...spatial], one kernel size an axis',
    ],
    [[1, 1, 4], 2, { strides: 0 }, 'maxPool: strides and dilations are integers from 1 up'],
    [[1, 1, 4], 1.5, {}, 'maxPool: strides and dilations are integers from 1 up'],
    [[1, 1, 4], 1.5, { strides: 1 }, 'maxPool: kernel [1.5] must be whole numbers from 1 up'],
    [[1, 1, 4], 2, { kernel: 3 }, "maxPool: unknown option 'kernel'; allowed: strides, padding, dilations"],
  ])('%j, kernel %j, %j is an error', (shape, kernel, options, message) => {
    expect(() => maxPool(image(...shape), kernel, options as object)).toThrow(message);
  });

  test('dtypes', () => {
    expect(() => maxPool(zeros([1, 1, 2], 'int32'), 2)).toThrow(
      'maxPool: got int32, needs float32 or float16; cast it first',
    );
    expect(() => avgPool(zeros([1, 1, 2], 'bool'), 2)).toThrow('avgPool: got bool');
  });
});
