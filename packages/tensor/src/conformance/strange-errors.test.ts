import { expect, test } from 'vitest';
import { add, requireTensor, type Tensor, tensor } from '../index.js';
import { strangeErrors } from './strange-errors.js';

const x = tensor([1, 2]);

test('tells errors that are not of the toolkit, of arguments and of their parts', async () => {
  const careless = (a: Tensor, { factor }: { factor: Tensor }) => add(a, factor.mul(2));
  const strange = await strangeErrors(careless, [x, { factor: x }]);
  expect(strange).toContain('TypeError: factor.mul is not a function');
  expect(strange.some((error) => error.includes("Cannot destructure property 'factor'"))).toBe(true);
});

test('none of a function that looks at what it is given', async () => {
  const careful = (a: Tensor) => {
    requireTensor('careful', 'a', a);
    return add(a, 1);
  };
  expect(await strangeErrors(careful, [x])).toEqual([]);
});

test('arguments that are to be right must be', async () => {
  const never = () => {
    throw new RangeError('never');
  };
  await expect(strangeErrors(never, [x])).rejects.toThrow('never');
});
