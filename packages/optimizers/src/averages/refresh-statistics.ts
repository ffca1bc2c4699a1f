import { ArgumentError, type Tensor, tensor, tree } from '@saddlepoint/tensor';

/**
 * The mean of a model's statistics over batches, for weights that were averaged and not trained, whose own running
 * statistics fit no longer: the part of `torch.optim.swa_utils.update_bn`, with equal weight for every batch.
 *
 * `statisticsOf` is a compiled function that runs the model with the new weights in training mode and returns the mean and
 * variance that each normalisation layer saw, as a tree; the result is that tree, to put in place of the running one.
 *
 * @throws ArgumentError without batches.
 */
export async function refreshStatistics<Batch, S>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  statisticsOf: (batch: Batch) => Promise<S> | S,
): Promise<S> {
  const sums = new Map<string, Float64Array>();
  let like: S | undefined;
  let count = 0;
  for await (const batch of batches) {
    const statistics = await statisticsOf(batch);
    like ??= statistics;
    count++;
    for (const { leaf, path } of tree.flatten(statistics) as { leaf: Tensor; path: string }[]) {
      const values = await leaf.data();
      const total = sums.get(path) ?? new Float64Array(values.length);
      values.forEach((value, i) => {
        total[i]! += value;
      });
      sums.set(path, total);
    }
  }
  if (like === undefined) throw new ArgumentError('refreshStatistics: there are no batches');
  return tree.map(like, (leaf, path) => {
    const { shape, dtype } = leaf as Tensor;
    return tensor(
      sums.get(path)!.map((total) => total / count),
      { shape, dtype },
    );
  }) as S;
}
