import {
  ArgumentError,
  checkpoint,
  clip,
  compile,
  gather,
  log,
  logSoftmax,
  reference,
  type Shape,
  sigmoid,
  softmax,
  type Tensor,
  tensor,
  valueAndGrad,
} from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { wave } from '../../test/fixture.js';
import {
  bernoulliReconstruction,
  binaryCrossEntropy,
  binaryFocal,
  crossEntropy,
  ctc,
  dice,
  distillation,
  focal,
  jsDivergence,
  klDivergence,
  nonSaturatingGan,
  poly,
  relativisticAverageGan,
  relativisticGan,
  saturatingGan,
} from '../index.js';

const z = wave([2, 3], 2, 0.3);
const labels = tensor([0, 2], { dtype: 'int32' });
const share = sigmoid(wave([2, 3], 1, 1));
const sequence = tensor([[1], [2]], { dtype: 'int32' });

/** Every loss of logits, and the place that they are given in. */
const losses: Record<string, (logits: Tensor) => Tensor> = {
  crossEntropy: (x) => crossEntropy(x, labels),
  focal: (x) => focal(x, labels),
  poly: (x) => poly(x, labels),
  binaryCrossEntropy: (x) => binaryCrossEntropy(x, share),
  binaryFocal: (x) => binaryFocal(x, share),
  dice: (x) => dice(x, share),
  ctc: (x) => ctc(x.reshape([2, 1, 3]), sequence),
  klDivergence: (x) => klDivergence(x, share),
  'jsDivergence, first': (x) => jsDivergence(x, z),
  'jsDivergence, second': (x) => jsDivergence(z, x),
  'distillation, student': (x) => distillation(x, z),
  'distillation, teacher': (x) => distillation(z, x),
  bernoulliReconstruction: (x) => bernoulliReconstruction(share, x),
  'nonSaturatingGan, real': (x) => nonSaturatingGan().discriminator({ real: x, fake: z }),
  'nonSaturatingGan, fake': (x) => nonSaturatingGan().discriminator({ real: z, fake: x }),
  'nonSaturatingGan, generator': (x) => nonSaturatingGan().generator({ fake: x }),
  'saturatingGan, generator': (x) => saturatingGan().generator({ fake: x }),
  'relativisticGan, real': (x) => relativisticGan().discriminator({ real: x, fake: z }),
  'relativisticAverageGan, generator': (x) => relativisticAverageGan().generator({ real: z, fake: x }),
};

/** What an error says of a function of z while it is traced; undefined if it can be traced. */
function complaint(fn: (x: Tensor) => Tensor): string | undefined {
  try {
    compile(reference(), fn).graph(z);
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return (error as Error).message;
  }
  return undefined;
}

describe.each(Object.entries(losses))('%s in a compiled function', (name, loss) => {
  const owner = name.split(',')[0]!;

  test.each([
    ['softmax', (x: Tensor) => softmax(x)],
    ['sigmoid', (x: Tensor) => sigmoid(x)],
  ] as const)('refuses the result of a %s', (operation, squash) => {
    const message = complaint((x) => loss(squash(x)));
    expect(message).toContain(`result of a ${operation}, no logits; pass what goes into it`);
    expect(message).toMatch(new RegExp(`^${owner}[:.]`));
  });

  test('takes logits, whatever they were computed from', () => {
    const fine: ((x: Tensor) => Tensor)[] = [
      (x) => x,
      (x) => sigmoid(x).mul(4).sub(2),
      (x) => x.mul(sigmoid(x)),
      (x) => log(softmax(x)),
      (x) => logSoftmax(x),
      (x) => softmax(x).matmul(tensor(new Float64Array(9).fill(1), { shape: [3, 3] })),
    ];
    expect(fine.map((logits) => complaint((x) => loss(logits(x))))).toEqual(fine.map(() => undefined));
  });
});

test.each<[what: string, fn: (x: Tensor) => Tensor]>([
  [
    'laid out anew',
    (x) =>
      crossEntropy(
        softmax(x)
          .reshape([3, 2] as Shape)
          .transpose(),
        labels,
      ),
  ],
  [
    'but for the last step',
    (x) => crossEntropy(softmax(x).reshape([1, 2, 3]).slice({ axis: 0, end: 1 }).squeeze(0), labels),
  ],
  ['of chosen rows', (x) => crossEntropy(gather(softmax(x), labels.clip(0, 1)), labels)],
  ['within limits', (x) => crossEntropy(clip(softmax(x), 1e-7, 1 - 1e-7), labels)],
  ['in another dtype', (x) => crossEntropy(softmax(x.cast('float16')).cast('float32'), labels)],
  ['without a gradient', (x) => distillation(x, softmax(x).stopGradient())],
  ['inside a gradient', (x) => valueAndGrad((y: Tensor) => crossEntropy(softmax(y), labels))(x)[0]],
  ['as the argument of a gradient', (x) => valueAndGrad((y: Tensor) => crossEntropy(y, labels))(softmax(x))[0]],
  ['checkpointed', (x) => crossEntropy(checkpoint((y: Tensor) => softmax(y))(x), labels)],
])('probabilities are probabilities %s', (_what, fn) => {
  expect(complaint(fn)).toContain('result of a softmax');
});

test('whole numbers made of probabilities are none', () => {
  expect(complaint((x) => crossEntropy(sigmoid(x).cast('int32').cast('float32'), labels))).toBeUndefined();
});

test.each([
  ['one-hot rows', [1, 0, 0, 0, 0, 1]],
  ['what has become NaN', [Number.NaN, 0, 1, 0.5, Number.NaN, 0.5]],
])('known values may be scores: %s', (_what, values) => {
  crossEntropy(tensor(values, { shape: [2, 3], allowNonFinite: true }), labels);
});
