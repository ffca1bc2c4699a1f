import { expect, test } from 'vitest';
import { parseOptions } from './options.js';
import { chosen, type Model, triedOptimizers } from './rates.js';
import { experimentsFor } from './tasks.js';

const experiments = async (args: string) => {
  const options = parseOptions(`--examples 128 --pictures 64 --epochs 3 ${args}`.split(' '));
  if (options === 'help') throw new Error('no options');
  return experimentsFor(options);
};

test('optimizers: twice as many passes over pictures', async () => {
  const made = await experiments('--only optimizers');
  expect(made.map(({ kind, task: { title, epochs } }) => [kind, title, epochs])).toEqual([
    ['optimizers', 'Optimizers, MLP on MNIST', 3],
    ['optimizers', 'Optimizers, CNN on synthetic pictures', 6],
    ['optimizers', 'Optimizers, transformer on synthetic pictures', 6],
  ]);
});

test('rates: four for each method, on a seed that the comparison does not use', async () => {
  const [mlp, ...others] = await experiments('--only rates --seeds 2');
  expect(others.map(({ task: { title } }) => title)).toEqual([
    'Rates, CNN on synthetic pictures',
    'Rates, transformer on synthetic pictures',
  ]);
  if (mlp?.kind !== 'optimizers') throw new Error('no comparison of optimizers');
  const { seeds, optimizers } = mlp.task;
  expect(seeds).toEqual([2]);
  const names = Object.keys(optimizers!);
  expect(new Set(names).size).toBe(12);
  expect(names.slice(0, 5)).toEqual(['SGD 0.01', 'SGD 0.03', 'SGD 0.1', 'SGD 0.3', 'Adam 0.0003']);
});

test('what is compared is among what was tried, and not the highest or lowest of it', () => {
  for (const [model, rates] of Object.entries(chosen) as [Model, Record<string, number>][]) {
    const names = Object.keys(triedOptimizers(model));
    for (const [method, rate] of Object.entries(rates)) {
      const place = names.filter((name) => name.startsWith(method)).indexOf(`${method} ${rate}`);
      expect([1, 2], `${model}, ${method}`).toContain(place);
    }
  }
});
