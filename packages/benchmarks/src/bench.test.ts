import { expect, test } from 'vitest';
import { bench, choose } from './bench.js';
import { machine } from './machine.js';
import { parseOptions } from './options.js';
import { pages } from './report/pages.js';
import { noResults } from './results.js';
import { refused } from './sides/side.js';
import { localStart } from './sides/team.js';

const options = parseOptions(['--quick', '--peers', 'none', '--rounds', '2', '--threads', '1']);

test('the whole suite runs, and every result is on the page', { timeout: 120_000 }, async () => {
  const results = noResults(machine(), 1);
  const lines: string[] = [];
  await bench(options, results, localStart, (line) => lines.push(line));
  expect(lines).toHaveLength(choose(options).length);
  const parts = [
    results.steps,
    results.optimizers,
    results.growth,
    results.compile,
    results.memory,
    results.steadiness,
  ];
  for (const part of parts) expect(Object.keys(part)).not.toHaveLength(0);
  for (const [key, { sides }] of parts.flatMap((part) => Object.entries(part))) {
    for (const side of Object.values(sides as { [name: string]: object }))
      expect(refused(side), `${key}: ${JSON.stringify(side)}`).toBe(false);
  }
  expect(lines.find((line) => line.startsWith('steps mlp/train'))).toMatch(/saddlepoint [\d.]+ ms$/);

  const files = pages(results);
  expect(JSON.parse(files['benchmarks/latest.json']!)).toEqual(results);
  const page = files['benchmarks.md']!;
  for (const text of ['## Steps', '## Optimizers', '## Compile time', '## Memory', machine().cpu, 'adamw', 'MLP 784'])
    expect(page).toContain(text);
  expect(page).not.toMatch(/undefined|NaN|\[object/);
  const drawn = Object.keys(files).filter((file) => file.endsWith('.svg'));
  for (const file of drawn) expect(page).toContain(`(${file})`);
});

test('only what is named', () => {
  const keys = (args: string[]) => choose(parseOptions(args)).map(({ part, key }) => `${part} ${key}`);
  expect(keys(['--suite', 'steps', '--only', 'mlp,cnn-hvp'])).toEqual([
    'steps mlp/gradient',
    'steps mlp/train',
    'steps cnn-hvp/hvp',
  ]);
  expect(keys(['--only', 'adamw', '--large'])).toEqual(
    ['1e5', '1e6', '1e7', '1e8'].map((n) => `optimizers adamw/${n}`),
  );
  expect(() => keys(['--suite', 'growth', '--only', 'gpt'])).toThrow(
    "--only: there is no 'gpt'; allowed: mlp-width, cnn-batch, gpt-batch, gpt-width, gpt-depth",
  );
});
