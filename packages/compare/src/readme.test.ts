import { compareOptimizers, comparisonPage, comparisonText, mlp, syntheticImages } from '@saddlepoint/compare';
import { adamw, lion } from '@saddlepoint/optimizers';
import { csv } from '@saddlepoint/report';
import { reference } from '@saddlepoint/tensor';
import { expect, test, vi } from 'vitest';

test('the example of the README runs', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const backend = reference();
  // README
  const shape = [1, 8, 8] as const;
  const { train, test } = await syntheticImages({ shape, classes: 3, train: 96, test: 60 });
  const comparison = await compareOptimizers(backend, {
    title: 'MLP',
    network: mlp({ shape, classes: 3, hidden: [16] }),
    train,
    test,
    epochs: 4,
    batchSize: 32,
    seeds: [0, 1],
    optimizers: { AdamW: adamw({ learningRate: 0.01 }), Lion: lion({ learningRate: 0.003 }) },
  });
  console.log(comparisonText(comparison)); // mean ± standard deviation over the seeds
  const rows = csv(comparison.table); // a row for each training
  const page = comparisonPage([comparison], { title: 'Which optimizer?' });
  // end
  expect(log.mock.calls[0]![0]).toMatch(/AdamW +\d/);
  expect(rows.split('\r\n')).toHaveLength(1 + 4 + 1);
  expect(page.match(/<figure>/g)).toHaveLength(4);
  log.mockRestore();
});
