import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

test('the network learns', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import('./main.js');
  const losses = log.mock.calls.map(([, loss]) => Number(loss));
  log.mockRestore();
  expect(losses).toHaveLength(4);
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses[3]).toBeLessThan(0.2);
});

test('the front page shows this very program', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const shown = /```ts\n([\s\S]*?)```/.exec(read('../../../README.md'))?.[1];
  expect(shown).toBe(read('./main.ts'));
});
