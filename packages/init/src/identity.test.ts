import { key } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { identity } from './identity.js';

test('as torch.nn.init.eye_', async () => {
  expect(Array.from(await identity()(key(0), [2, 3]).data())).toEqual([1, 0, 0, 0, 1, 0]);
  expect(Array.from(await identity({ gain: 0.5 })(key(0), [3, 2]).data())).toEqual([0.5, 0, 0, 0.5, 0, 0]);
});

test('one for each entry of a batch axis', async () => {
  const gates = identity({ gain: 2, axes: { batch: 1, output: 0, input: 2 } });
  expect(Array.from(await gates(key(0), [2, 2, 2]).data())).toEqual([2, 0, 2, 0, 0, 2, 0, 2]);
});

test('wrong options and shapes are errors', () => {
  expect(() => identity()(key(0), [4, 4, 3])).toThrow(
    'identity: shape [4, 4, 3] must be a matrix; for a kernel take dirac()',
  );
  expect(() => identity({ gain: -1 })).toThrow('identity: gain -1 must be a finite number above 0');
  expect(() => identity({ scale: 1 } as object)).toThrow("identity: unknown option 'scale'");
});
