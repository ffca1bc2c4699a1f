import { expect, test } from 'vitest';
import {
  add,
  cast,
  checkpoint,
  compile,
  customGradient,
  grad,
  interpret,
  mul,
  type Operation,
  reference,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from './index.js';
import { numbers } from './testing/values.js';

/** Additions become products. */
const addingMultiplies = ({ name, inputs, record }: Operation): Tensor =>
  name === 'add' ? mul(inputs[0]!, inputs[1]!) : record(inputs);
const asWritten = ({ inputs, record }: Operation): Tensor => record(inputs);

test('operations are what the rule makes of them, and are differentiated as such', async () => {
  const f = interpret((x: Tensor) => sum(add(x.exp(), x)), addingMultiplies);
  const [value, slope] = valueAndGrad(f)(tensor([0.5, 2]));
  // Σ x eˣ, whose derivative is (1 + x) eˣ
  expect(await value.item()).toBeCloseTo(0.5 * Math.exp(0.5) + 2 * Math.exp(2), 5);
  expect((await slope.data())[0]).toBeCloseTo(1.5 * Math.exp(0.5), 5);
});

test('derivatives taken inside are operations like the rest', async () => {
  const names: string[] = [];
  const f = interpret(
    grad((x: Tensor) => sum(x.tanh())),
    (operation) => {
      names.push(operation.name);
      return asWritten(operation);
    },
  );
  expect((await f(tensor([0.3])).data())[0]).toBeCloseTo(1 - Math.tanh(0.3) ** 2, 6);
  expect(names).toContain('tanh');
  expect(names).toContain('mul');
});

test('results keep their structure and dtypes, arguments stay what they are', async () => {
  const halves = ({ inputs, record }: Operation) => record(inputs.map((x) => cast(x, 'float16')));
  const f = interpret(
    (p: { x: Tensor; label: string }) => ({ y: p.x.exp(), same: p.x, label: p.label, none: undefined }),
    halves,
  );
  const x = tensor([1, 2]);
  const result = f({ x, label: 'a' });
  expect(result).toMatchObject({ label: 'a', none: undefined });
  expect(result.same).toBe(x);
  expect(result.y.dtype).toBe('float32');
  // Rounded to a half: 11 bits.
  expect((await result.y.data())[0]).toBe(2.71875);
});

test('stopGradient still stops', async () => {
  const f = interpret((x: Tensor) => sum(mul(stopGradient(x), x)), asWritten);
  expect(await numbers(grad(f)(tensor([3, 4])))).toEqual([3, 4]);
});

test('derivatives given by hand stay, and are interpreted', async () => {
  const straight = customGradient(
    (x: Tensor) => x.round(),
    ([g]) => [add(g!, 3)],
  );
  const f = (x: Tensor) => sum(mul(straight(x), 2));
  expect(await numbers(grad(f)(tensor([1.2])))).toEqual([5]);
  expect(await numbers(grad(interpret(f, addingMultiplies))(tensor([1.2])))).toEqual([6]);
});

test('a derivative given by hand sees the dtypes it was written for', async () => {
  const halves = ({ name, inputs, record }: Operation) =>
    name === 'exp' ? record(inputs.map((x) => cast(x, 'float16'))) : record(inputs);
  const seen: string[] = [];
  const square = customGradient(
    (x: Tensor) => mul(x, x),
    ([g], [x], [y]) => {
      seen.push(g!.dtype, x.dtype, y!.dtype);
      return [mul(g!, mul(x, 2))];
    },
  );
  const f = interpret((x: Tensor) => sum(cast(square(x.exp()), 'float32')), halves);
  const slope = grad(f)(tensor([0, 0.5]));
  expect(seen).toEqual(['float32', 'float32', 'float32']);
  const [first, second] = await slope.data();
  expect(first).toBe(2);
  expect(second).toBeCloseTo(2 * Math.exp(1), 1);
});

test('checkpointed blocks', async () => {
  const f = (x: Tensor) => sum(checkpoint((y: Tensor) => y.exp().tanh())(add(x, 1)));
  const plain = await compile(reference(), grad(f))(tensor([0.2, -1]));
  const again = await compile(reference(), grad(interpret(f, asWritten)))(tensor([0.2, -1]));
  expect(await again.data()).toEqual(await plain.data());
  const product = await grad(interpret(f, addingMultiplies))(tensor([0.2])).data();
  expect(product[0]).toBeCloseTo((1 - Math.tanh(Math.exp(0.2)) ** 2) * Math.exp(0.2), 6);
});
