import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectClose, wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { binaryFocal } from './binary-focal.js';
import { crossEntropy } from './cross-entropy.js';
import { dice } from './dice.js';
import { focal } from './focal.js';
import { hinge } from './hinge.js';
import { multiclassHinge } from './multiclass-hinge.js';
import { poly } from './poly.js';

const bad = wave([5], 1, 0);
const outside = tensor([0, 3, 4, 2, 0, 1], { dtype: 'int32' });

testLosses('classification', {
  'crossEntropy class weights': {
    // A mean weighted by class is not the mean of the losses: the next rows.
    loss: (o, z, y, w) => crossEntropy(z, y, { ...o, reduction: 'none', classWeights: w }),
    single: true,
    wrong: [
      [(o, z, y) => crossEntropy(z, y, { ...o, classWeights: bad }), 'crossEntropy: classWeights must be [4], got [5]'],
      [
        (o, z, y) => crossEntropy(z, y, { ...o, classWeights: tensor([1, 2, -1, 0]) }),
        'crossEntropy: classWeights: -1 at position 2 must be a number from 0 up',
      ],
    ],
  },
  'crossEntropy class weights, mean': {
    loss: (o, z, y, w) => crossEntropy(z, y, { ...o, classWeights: w, labelSmoothing: 0.2 }),
    single: true,
  },
  'crossEntropy class weights, mean, ignored': {
    loss: (o, z, y, w) => crossEntropy(z, y, { ...o, classWeights: w, ignoreIndex: 3 }),
    single: true,
  },
  'crossEntropy class weights, soft': {
    loss: (o, z, y, w) => crossEntropy(z, y, { ...o, classWeights: w, labelSmoothing: 0.2 }),
    large: [0],
  },
  'crossEntropy z-loss': {
    loss: (o, z, y) => crossEntropy(z, y, { ...o, zLoss: 0.3 }),
    wrong: [
      [(o, z, y) => crossEntropy(z, y, { ...o, zLoss: -1 }), 'crossEntropy: zLoss -1 must be a number from 0 up'],
      [(_, z, y) => crossEntropy(z, y, { mask: bad }), 'mask of dtype float32 must be bool'],
    ],
  },
  binaryCrossEntropy: {
    loss: (o, z, y) => binaryCrossEntropy(z, y, o),
    wrong: [
      [(o, z) => binaryCrossEntropy(z, bad, o), 'binaryCrossEntropy: logits and targets have different shapes'],
      [
        (o, z) => binaryCrossEntropy(z, z, o),
        'binaryCrossEntropy: targets: 1.8185948536513634 at position 1 must be from 0',
      ],
      [(o, z, y) => binaryCrossEntropy(z, y, { ...o, posWeight: bad }), 'posWeight must be a scalar or [4], got [5]'],
      [
        (o, z, y) => binaryCrossEntropy(z, y, { ...o, posWeight: tensor(-1) }),
        'binaryCrossEntropy: posWeight: -1 at position 0 must be a number from 0 up',
      ],
    ],
  },
  'binaryCrossEntropy soft': { loss: (o, z, y) => binaryCrossEntropy(z, y, { ...o, labelSmoothing: 0.2 }), large: [0] },
  'binaryCrossEntropy posWeight': { loss: (o, z, y, posWeight) => binaryCrossEntropy(z, y, { ...o, posWeight }) },
  binaryFocal: {
    loss: (o, z, y) => binaryFocal(z, y, o),
    wrong: [
      [(o, z, y) => binaryFocal(z, y, { ...o, gamma: -1 }), 'binaryFocal: gamma -1 must be a number from 0 up'],
      [(o, z, y) => binaryFocal(z, y, { ...o, alpha: 2 }), 'binaryFocal: alpha 2 must be from 0 to 1'],
    ],
  },
  'binaryFocal alpha': { loss: (o, z, y) => binaryFocal(z, y, { ...o, gamma: 1.5, alpha: 0.25 }) },
  focal: {
    loss: (o, z, y) => focal(z, y, o),
    wrong: [
      [(o, z) => focal(z, outside, o), 'focal: labels: class 4 at position 2 is out of range; allowed: 0 to 3'],
      [
        (o, z, y) => focal(z.reshape([4, 6]), y, o),
        'focal: logits [4, 6] with classes along axis 1 need classes of shape [4]',
      ],
    ],
  },
  'focal gamma': { loss: (o, z, y) => focal(z, y, { ...o, gamma: 0.5 }) },
  poly: {
    loss: (o, z, y) => poly(z, y, { ...o, epsilon: 2 }),
    wrong: [[(o, z, y) => poly(z, y, { ...o, epsilon: -2 }), 'poly: epsilon -2 must be a number from −1 up']],
  },
  dice: {
    loss: (o, z, y) => dice(z, y, { ...o, reduction: 'none' }),
    single: true,
    wrong: [[(o, z, y) => dice(z, y, { ...o, smooth: 0 }), 'dice: smooth 0 must be a number above 0']],
  },
  'dice squared': {
    loss: (o, z, y) => dice(z, y, { ...o, reduction: 'none', smooth: 0.5, squared: true }),
    large: [0],
    single: true,
  },
  hinge: {
    loss: (o, f, y) => hinge(f, y, o),
    wrong: [
      [(o, f) => hinge(f, f.mul(0).add(0.5), o) && hinge(f, f, o), 'hinge: targets: 0.5910404133226791 at position 0'],
    ],
  },
  'hinge squared': { loss: (o, f, y) => hinge(f, y, { ...o, squared: true }) },
  multiclassHinge: {
    loss: (o, f, y) => multiclassHinge(f, y, { ...o, margin: 0.7 }),
    wrong: [
      [(o, f) => multiclassHinge(f, outside, o), 'multiclassHinge: labels: class 4 at position 2 is out of range'],
    ],
  },
});

test('probabilities in the place of logits are refused where they are known', () => {
  const probabilities = tensor([
    [0.2, 0.8],
    [1, 0],
  ]);
  const labels = tensor([0, 1], { dtype: 'int32' });
  const message = 'logits look like probabilities (every row sums to 1); leave out the softmax before';
  expect(() => crossEntropy(probabilities, labels)).toThrow(`crossEntropy: ${message}`);
  expect(() => crossEntropy(tensor([[0.2], [0.8]]), tensor([1], { dtype: 'int32' }), { axis: 0 })).toThrow(message);
  expect(() => focal(probabilities, labels)).toThrow(`focal: ${message}`);
  crossEntropy(tensor([[0, 0]]), tensor([1], { dtype: 'int32' }));
});

test('masked pixels count nowhere in dice', async () => {
  const [z, y] = [
    wave([2, 3], 2, 0.3),
    tensor([
      [1, 0, 1],
      [0, 1, 1],
    ]),
  ];
  const mask = tensor([true, true, false]);
  const expected = await dice(z.slice({ axis: 1, end: 2 }), y.slice({ axis: 1, end: 2 }), { reduction: 'none' }).data();
  await expectClose(dice(z, y, { mask, reduction: 'none' }), Array.from(expected));
  await expectClose(dice(z, y, { mask }), [(expected[0]! + expected[1]!) / 2]);
  await expectClose(dice(z, y, { mask, reduction: 'sum' }), [expected[0]! + expected[1]!]);
});

test('focal with gamma 0 is the cross-entropy', async () => {
  const [z, y] = [wave([2, 3], 2, 0.3), tensor([2, 0], { dtype: 'int32' })];
  await expectClose(focal(z, y, { gamma: 0 }), [await crossEntropy(z, y).item()]);
});
