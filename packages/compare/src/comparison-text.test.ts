import { expect, test } from 'vitest';
import { comparisonText } from './comparison-text.js';

const one = {
  title: 'MNIST',
  summary: { columns: ['', 'loss'], rows: [['Adam', '0.5']] },
  table: { columns: [], rows: [] },
  figures: [],
  notes: [],
  runs: [],
};

test("title and table, and the source's where there is one", () => {
  expect(comparisonText(one)).toMatch(/^MNIST\n\n +loss\n.*Adam +0\.5$/s);
  const source = { columns: ['', 'error rate'], rows: [['Adam', '0.7']] };
  expect(comparisonText({ ...one, source })).toMatch(
    /0\.5\n\nAs the source .* columns:\n\n +error rate\n.*Adam +0\.7$/s,
  );
});
