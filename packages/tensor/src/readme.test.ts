import { readFileSync } from 'node:fs';
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

  const squeeze = (text: string) => text.replace(/\s+/g, '').replace(/,\]/g, ']');
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const own = /\/\/ README\n([\s\S]*?)\/\/ end/.exec(read('./readme.test.ts'))![1]!;
  const shown = /```ts\n([\s\S]*?)```/.exec(read('../README.md'))![1]!;
  expect(squeeze(shown)).toBe(squeeze(own));
});
