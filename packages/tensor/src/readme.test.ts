import { expect, test } from 'vitest';
import { compile, key, normal, reference, type Tensor, tensor, valueAndGrad } from './index.js';

test('the example of the README learns', async () => {
  const seen: unknown[] = [];
  const console = { log: (x: unknown) => seen.push(x) };
  // README
  const f = (w: Tensor, x: Tensor) => x.matmul(w).tanh().square().sum();
  const step = compile(reference(), (w: Tensor, x: Tensor, rate: Tensor) => {
    const [loss, gradient] = valueAndGrad(f)(w, x);
    return { w: w.sub(gradient.mul(rate)), loss };
  });

  let w = normal(key(0), [3, 2]);
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  for (let i = 0; i < 3; i++) {
    const next = await step(w, x, 0.01); // a number is a scalar input: changing it compiles nothing
    w = next.w;
    console.log(await next.loss.item());
  }
  console.log(step.graph(w, x, 0.01).toString());
  // end
  expect(seen.slice(1, 3).every((loss, i) => (loss as number) < (seen[i] as number))).toBe(true);
  expect(seen[3]).toContain('tanh(');
});
