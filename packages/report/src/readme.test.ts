import { confusionMatrix, htmlReport, lineChart } from '@saddlepoint/report';
import { expect, test } from 'vitest';

test('the example of the README runs', () => {
  // README
  const loss = lineChart({
    title: 'Loss',
    series: [
      { name: 'training', y: [2.3, 1.1, 0.6, 0.7, 0.4, 0.3] },
      { name: 'test', x: [2, 5], y: [0.8, 0.45], colour: 0, dashed: true },
    ],
    xLabel: 'step',
    yScale: 'log',
    smoothing: 0.5,
  });
  const confusion = confusionMatrix({
    title: 'Confusion',
    counts: [
      [48, 2],
      [5, 45],
    ],
    classes: ['cat', 'dog'],
  });
  const page = htmlReport({
    title: 'Cats and dogs',
    sections: [
      { blocks: [{ facts: [{ name: 'accuracy', value: '93 %' }] }] },
      { title: 'Training', blocks: ['All 100 pictures.', { figures: [{ svg: loss }, { svg: confusion }] }] },
    ],
  });
  // end
  expect(page.match(/<svg style=/g)).toHaveLength(2);
  expect(page).toContain('>48</text>');
});
