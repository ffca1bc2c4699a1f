import { compile, grad, reference, type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { ctc } from './ctc.js';

const int = (...x: number[]) => tensor(x, { dtype: 'int32' });

testLosses('sequence', {
  ctc: {
    loss: (o, z, y) => ctc(z, y, o),
    wrong: [
      [(o, z) => ctc(z, int(1, 2, 3), o), 'ctc: labels must be [3, labels], got [3]'],
      [
        (o, z) => ctc(z, int(1, 2, 0).reshape([3, 1]).mul(1), { ...o, blank: 4 }),
        'ctc: blank 4 must be a class, 0 to 3',
      ],
      [
        (o, z) => ctc(z, tensor([[1], [4], [2]], { dtype: 'int32' }), o),
        'ctc: labels: class 4 at position 1 is out of range; allowed: 0 to 3 without the blank, 0',
      ],
      [
        (o, z) => ctc(z, tensor([[1], [0], [2]], { dtype: 'int32' }), o),
        'ctc: labels: class 0 at position 1 is out of range',
      ],
      [
        (o, z, y) => ctc(z, y, { ...o, inputLengths: int(7, 8, 7) }),
        'ctc: inputLengths: 8 at position 1 must be from 1 to 7',
      ],
      [(o, z, y) => ctc(z, y, { ...o, labelLengths: int(3) }), 'ctc: labelLengths must be [3], got [1]'],
    ],
  },
  'ctc lengths': {
    loss: (o, z, y, inputLengths, labelLengths) => ctc(z, y, { ...o, inputLengths, labelLengths }),
  },
  'ctc blank': { loss: (o, z, y) => ctc(z, y, { ...o, blank: 3 }) },
});

test('padding behind the labels may be any number', async () => {
  const z = wave([1, 4, 3], 2, 0.3);
  const padded = ctc(z, tensor([[2, -1, 9]], { dtype: 'int32' }), { labelLengths: int(1) });
  expect(await padded.item()).toBeCloseTo(await ctc(z, tensor([[2]], { dtype: 'int32' })).item(), 12);
  const slope = grad((x: Tensor) => ctc(x, tensor([[2, -1, 9]], { dtype: 'int32' }), { labelLengths: int(1) }))(z);
  expect(Array.from(await slope.data()).every(Number.isFinite)).toBe(true);
});

test('labels that are no labels, in a compiled function: infinite', async () => {
  const run = compile(reference(), (z: Tensor, y: Tensor) => ctc(z, y, { reduction: 'none' }));
  const labels = tensor([1, 2, 1, -1, 3, 1, 0, 1], { dtype: 'int32' }).reshape([4, 2]);
  const [fine, ...rest] = await (await run(wave([4, 5, 3], 1, 0), labels)).data();
  expect(fine).toBeLessThan(10);
  expect(rest).toEqual([Infinity, Infinity, Infinity]);
});

test('more labels than the steps can hold: infinite, and no gradient for the other rows is lost', async () => {
  const labels = tensor(
    [
      [1, 1],
      [1, 2],
    ],
    { dtype: 'int32' },
  );
  const [first, second] = await ctc(wave([2, 2, 3], 1, 0), labels, { reduction: 'none' }).data();
  expect(first).toBe(Number.POSITIVE_INFINITY);
  expect(second).toBeLessThan(10);
});
