import { parameterCount } from '@saddlepoint/nn';
import { expect, test } from 'vitest';
import fixture from '../fixtures/nets.json' with { type: 'json' };
import { startingTree } from '../pattern.js';
import { quickWorks, works } from '../works.js';
import { type Net, problem } from './index.js';

test.each(fixture.cases)('$name has the parameters and the loss of PyTorch', async ({ name, parameters, loss }) => {
  const work = problem(quickWorks[name]! as Net);
  const params = startingTree(work.init());
  expect(parameterCount(params)).toBe(parameters);
  expect(await work.loss(params, work.batch()).item()).toBeCloseTo(loss, 4);
});

test('what is measured has these parameters', () => {
  const counts = Object.entries(works).map(([name, work]) => [name, parameterCount(problem(work as Net).init())]);
  expect(Object.fromEntries(counts)).toEqual({
    mlp: 435_402,
    cnn: 60_362,
    gpt: 818_176,
    'gpt-12x384': 21_368_832,
    unet: 411_875,
    lstm: 232_714,
    critic: 167_649,
    'cnn-hvp': 60_362,
  });
});
