import { conv, key, normal } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectValues, schemes } from '../test/schemes.js';
import { dirac } from './dirac.js';

test.each(schemes.dirac)('$shape in $groups groups as in torch', async (row) => {
  await expectValues(dirac({ groups: row.groups }), row);
});

test('a convolution with it changes nothing, in groups too', async () => {
  const x = normal(key(1), [2, 4, 5, 5]);
  for (const groups of [1, 2, 4]) {
    const y = conv(x, dirac({ groups })(key(0), [4, 4 / groups, 3, 3]), { padding: 1, groups });
    expect(Array.from(await y.data())).toEqual(Array.from(await x.data()));
  }
});

test('other layouts, and an empty kernel', async () => {
  const kernel = dirac({ axes: { input: -2, output: -1 } })(key(0), [3, 2, 2]);
  expect(Array.from(await kernel.data())).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  expect(await dirac()(key(0), [2, 2, 0]).data()).toHaveLength(0);
});

test('wrong options and shapes are errors', () => {
  expect(() => dirac()(key(0), [4, 4])).toThrow(
    'dirac: shape [4, 4] must be that of a kernel; for a matrix take identity()',
  );
  expect(() => dirac({ groups: 3 })(key(0), [4, 4, 3])).toThrow('dirac: groups 3 must divide the outputs 4');
  expect(() => dirac({ groups: 0 })).toThrow('dirac: groups 0 must be a whole number from 1 up');
  expect(() => dirac({ group: 1 } as object)).toThrow("dirac: unknown option 'group'");
});
