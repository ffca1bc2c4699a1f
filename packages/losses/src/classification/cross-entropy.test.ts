import {
  ArgumentError,
  compile,
  mul,
  reference,
  softmax,
  sum,
  type Tensor,
  tensor,
  trace,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, wave } from '../../test/fixture.js';
import { expectHessian } from '../../test/second-order.js';
import { type CrossEntropyOptions, crossEntropy } from './cross-entropy.js';

const classes = (data: number[], shape = [data.length]) => tensor(Int32Array.from(data), { shape });

test.each(fixture.crossEntropy)('$name: value and gradients as in torch', async (row) => {
  const { label_smoothing: labelSmoothing, ignore_index: ignoreIndex, reduction } = row.options;
  const options: CrossEntropyOptions = {
    ...(row.name.includes('axis 1') ? { axis: 1 } : {}),
    ...(row.name.startsWith('ignored') ? { ignoreIndex: ignoreIndex ?? -100 } : {}),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(reduction === undefined ? {} : { reduction }),
  };
  const { data, shape, float } = row.labels;
  const labels = float ? tensor(Float64Array.from(data), { shape }) : classes(data, shape);
  const logits = wave(row.shape, row.scale, 0.3);
  const run = valueAndGrad(
    (x: { logits: Tensor; labels?: Tensor }) => {
      const y = crossEntropy(x.logits, x.labels ?? labels, options);
      return [sum(mul(y, wave(y.shape, 1, 1.1))), y] as const;
    },
    { aux: true },
  );
  const [, grads, value] = run(float ? { logits, labels } : { logits });
  await expectClose(value, row.loss);
  await expectClose(grads.logits, row.gradient);
  if (row.labelGradient) await expectClose(grads.labels!, row.labelGradient);
});

test('second derivatives, through logits and soft labels', async () => {
  const logits = wave([3, 4], 2, 0.3);
  const labels = classes([1, 0, 3]);
  await expectHessian((x) => crossEntropy(x, labels), logits);
  await expectHessian((x) => crossEntropy(x, labels, { labelSmoothing: 0.2, ignoreIndex: 0 }), logits);
  await expectHessian((x) => crossEntropy(x, softmax(x.mul(0.5).add(wave([3, 4], 1, 2)))), logits);
});

test('logits of ±1e4 and −∞ stay finite', async () => {
  const run = valueAndGrad((x: Tensor) => crossEntropy(x, classes([0, 1])));
  const [loss, gradient] = run(tensor(new Float32Array([1e4, -1e4, -1e4, 1e4]), { shape: [2, 2] }));
  expect(Math.abs(await loss.item())).toBe(0);
  expect(Array.from(await gradient.data(), Math.abs)).toEqual([0, 0, 0, 0]);
  const [masked, zero] = run(tensor([0, -Infinity, -Infinity, 3], { shape: [2, 2], allowNonFinite: true }));
  expect(Math.abs(await masked.item())).toBe(0);
  expect(Array.from(await zero.data(), Math.abs)).toEqual([0, 0, 0, 0]);
});

test('the mean of nothing is 0', async () => {
  const run = valueAndGrad((x: Tensor) => crossEntropy(x, classes([7, 7]), { ignoreIndex: 7 }));
  const [loss, gradient] = run(wave([2, 3], 1, 0));
  expect(await loss.item()).toBe(0);
  expect(Array.from(await gradient.data(), Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('five operations over all logits, forward and backward', () => {
  const graph = trace(
    valueAndGrad((x: Tensor, y: Tensor) => crossEntropy(x, y)),
    wave([5, 7], 1, 0),
    classes([0, 1, 2, 3, 4]),
  );
  const large = graph.nodes.filter(({ op, shape }) => op !== 'input' && shape.join() === '5,7').map(({ op }) => op);
  expect(large.sort()).toEqual(['exp', 'logSoftmax', 'mul', 'scatterAddAlongAxis', 'sub']);
});

test('wrong labels and options are errors', async () => {
  const logits = wave([2, 3], 1, 0);
  const labels = classes([0, 1]);
  expect(() => crossEntropy(logits, classes([0, 1, 2]))).toThrow(
    'crossEntropy: logits [2, 3] with classes along axis 1 need classes of shape [2], got [3]',
  );
  expect(() => crossEntropy(logits, classes([0, 1, 0, 0, 1, 0], [2, 3]))).toThrow('cast them to float32');
  expect(() => crossEntropy(logits, wave([3], 1, 0))).toThrow(/need probabilities of shape \[2, 3\], got \[3\]$/);
  expect(() => crossEntropy(logits, tensor([0, 1]))).toThrow('got [2]; class numbers: cast them to int32');
  expect(() => crossEntropy(logits, tensor([0, 1, 0, 0, 1.5, -0.5], { shape: [2, 3] }))).toThrow(
    'crossEntropy: labels: 1.5 at position 4 must be from 0 to 1',
  );
  expect(() => crossEntropy(labels, labels)).toThrow(
    "crossEntropy: logits of dtype int32 must be float: logits.cast('float32')",
  );
  expect(() => crossEntropy(logits, logits.greater(0))).toThrow('labels are bool; allowed: int32 classes or float');
  expect(() => crossEntropy(logits, labels, { axis: 2 })).toThrow('axis 2 is out of range for logits [2, 3]');
  expect(() => crossEntropy(logits, labels, { labelSmoothing: 1.1 })).toThrow('labelSmoothing 1.1 must be from 0 to 1');
  expect(() => crossEntropy(logits, logits, { ignoreIndex: 0 })).toThrow('ignoreIndex 0 must be a whole number, with');
  expect(() => crossEntropy(logits, labels, { ignoreIndex: 0.5 })).toThrow('ignoreIndex 0.5 must be a whole number');
  expect(() => crossEntropy(logits, labels, { reduction: 'max' as 'sum' })).toThrow("reduction 'max' is unknown");
  expect(() => crossEntropy(logits, labels, { weight: 1 } as object)).toThrow("unknown option 'weight'");
  expect(() => crossEntropy(logits, [0, 1] as never)).toThrow(
    "crossEntropy: labels must be a tensor, got an array; wrap it: tensor(values, { dtype: 'int32' })",
  );
  expect(() => crossEntropy([[0, 1]] as never, labels)).toThrow('crossEntropy: logits must be a tensor, got an array');
  expect(() => crossEntropy(logits, logits.cast('float16'))).toThrow(
    "crossEntropy: labels of dtype float16 must be float32 like the rest: labels.cast('float32')",
  );
  expect(() => crossEntropy(wave([2, 0], 1, 0), labels)).toThrow(
    'crossEntropy: logits [2, 0] have no classes along axis -1',
  );
  expect(() => crossEntropy(logits, labels, 0.1 as never)).toThrow(
    'crossEntropy: expected options such as { axis: … }, got 0.1; allowed: axis, labelSmoothing, ignoreIndex, classWeights',
  );
});

describe('a class number out of range', () => {
  const logits = wave([3, 4], 1, 0);

  test.each([-1, 4, -(2 ** 31), 2 ** 31 - 1])('%d is an error where it is known', (label) => {
    const labels = classes([0, label, 3]);
    const message = `crossEntropy: labels: class ${label} at position 1 is out of range; allowed: 0 to 3, and`;
    expect(() => crossEntropy(logits, labels)).toThrow(ArgumentError);
    expect(() => crossEntropy(logits, labels)).toThrow(`${message} one value to leave out (ignoreIndex)`);
    expect(() => crossEntropy(logits, labels, { ignoreIndex: 9 })).toThrow(`${message} 9 (ignoreIndex)`);
    expect(() => compile(reference(), (x: Tensor) => crossEntropy(x, labels)).graph(logits)).toThrow(message);
    crossEntropy(logits, labels, { ignoreIndex: label });
  });

  test.each([{}, { labelSmoothing: 0.1 }, { ignoreIndex: -100 }])(
    'otherwise its loss and gradient are NaN, and nobody else’s (%o)',
    async (options) => {
      const run = compile(reference(), (x: Tensor, y: Tensor) =>
        valueAndGrad(
          (z: Tensor) => {
            const losses = crossEntropy(z, y, { ...options, reduction: 'none' });
            return [sum(losses), losses] as const;
          },
          { aux: true },
        )(x),
      );
      for (const label of [-1, 4, -(2 ** 31), 2 ** 31 - 1]) {
        const [total, gradient, losses] = await run(logits, classes([0, label, 3]));
        expect(await total.item()).toBeNaN();
        expect(Array.from(await losses.data(), Number.isNaN)).toEqual([false, true, false]);
        const rows = Array.from(await gradient.data(), Number.isNaN);
        expect(rows).toEqual(Array.from({ length: 12 }, (_, i) => i >= 4 && i < 8));
      }
      const [fine] = await run(logits, classes([0, 1, 3]));
      expect(await fine.item()).toBeCloseTo(
        await crossEntropy(logits, classes([0, 1, 3]), { ...options, reduction: 'sum' }).item(),
        12,
      );
    },
  );
});
