import { expect, test } from 'vitest';
import { comparisonPage } from './comparison-page.js';

const one = {
  title: 'MNIST',
  summary: { columns: ['', 'loss'], rows: [['Adam', '0.5 ± 0.1']] },
  table: { columns: [], rows: [] },
  figures: [{ svg: '<svg ></svg>', caption: 'a figure' }],
  notes: ['loss: on the test examples.'],
  runs: [],
};

test('each comparison is a section with its table, figures and notes', () => {
  const page = comparisonPage([one, { ...one, title: 'Fashion' }], {
    title: 'Two',
    subtitle: 'below',
    sections: [{ title: 'More', blocks: ['text'] }],
  });
  const headings = [...page.matchAll(/<h[12][^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(headings).toEqual(['Two', 'MNIST', 'Fashion', 'More']);
  for (const text of ['0.5 ± 0.1', 'a figure', 'loss: on the test examples.', 'below']) expect(page).toContain(text);
});

test('wrong options are errors', () => {
  expect(() => comparisonPage([], { title: 'a' })).toThrow('comparisonPage: there are no comparisons');
  expect(() => comparisonPage([one], { title: 'a', theme: 'x' } as never)).toThrow("unknown option 'theme'");
});
