import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const linesOf = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n');

test('both programs learn', async () => {
  // First weights and the order of batches have no seed of their own.
  let state = 1;
  const random = vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('./newcomer-plain.js');
  await import('./newcomer.js');
  const printed = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  random.mockRestore();
  expect(printed).toHaveLength(2);
  const [plain, ours] = printed.map((line) => Number(/accuracy (\S+)/.exec(line)?.[1]));
  // One class alone makes 0.61.
  expect(plain).toBeGreaterThan(0.85);
  expect(ours).toBeGreaterThan(0.95);
});

test('they differ by two imports and by what makes the optimizer', () => {
  const plain = linesOf('./newcomer-plain.ts');
  const added = linesOf('./newcomer.ts').filter((line) => !plain.includes(line));
  expect(added.filter((line) => line.startsWith('import'))).toHaveLength(2);
  expect(added.filter((line) => !line.startsWith('import') && !line.startsWith('console'))).toEqual([
    expect.stringContaining('warmupCosineSchedule'),
    expect.stringContaining('clipByGlobalNorm'),
    expect.stringContaining('asTfOptimizer'),
  ]);
});
