import { expect, test } from 'vitest';
import { machine } from './machine.js';
import { markdown } from './report.js';

test('the page shows medians, ratio and what it was measured on', () => {
  const page = markdown({ date: '2026-01-01', rounds: 2, threads: 2, machine: machine(), peer: undefined }, [
    {
      name: 'mlp',
      title: 'MLP',
      mode: 'gradient',
      parameters: 1234,
      compile: 12.4,
      firstStep: 20,
      samples: { ours: [[1, 2, 3]], theirs: [] },
      compared: undefined,
    },
  ]);
  expect(page).toContain('| MLP | forward + backward | 1,234 | 2.0 (1.5–2.5) | – | – | 12 |');
  expect(page).toContain(process.version);
});
